"""Settings: the organization, its members and the letters to them, and one's own profile.

Organizations, people and memberships stand outside row-level security, so every queryset here
names the organization, and another organization's record is as missing as one that never was.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group

from accounts.admin import identity_provider, invitation, letter, membership, organization, user

__all__ = ["identity_provider", "invitation", "letter", "membership", "organization", "user"]

# Groups would be shared by all organizations; rights come from memberships. The others belong to
# a person, who has pages of their own for them.
admin.site.unregister([Group, EmailAddress, Authenticator, UserSession])
