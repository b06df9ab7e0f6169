// Shows how far work in the background is, without reloading the page under the reader's hands.
const LOOK_AGAIN_AFTER = 3000;

async function lookAgain() {
  const shown = document.querySelector("[data-under-way]");
  if (!shown) return;
  const answer = await fetch(window.location.href, { credentials: "same-origin" });
  if (answer.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const content = page.getElementById("content-main");
    if (content) document.getElementById("content-main").replaceWith(document.adoptNode(content));
  }
  setTimeout(lookAgain, LOOK_AGAIN_AFTER);
}

setTimeout(lookAgain, LOOK_AGAIN_AFTER);
