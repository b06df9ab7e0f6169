"""How Django REST framework, its schema and its errors are set up."""

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.authentication.ApiAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.permissions.Granted"],
    "DEFAULT_PARSER_CLASSES": ["accounts.api.parsing.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["accounts.api.rendering.OrjsonRenderer"],
    "DEFAULT_SCHEMA_CLASS": "accounts.api.schema.ApiSchema",
    "DEFAULT_THROTTLE_CLASSES": [],
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "URL_FORMAT_OVERRIDE": None,
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "accounts.api.errors.Handler",
    "EXCEPTION_FORMATTER_CLASS": "accounts.api.errors.Formatter",
    "ENABLE_IN_DEBUG_FOR_UNHANDLED_EXCEPTIONS": True,
}

SPECTACULAR = {
    "TITLE": "Longshore",
    "DESCRIPTION": (
        "Everything an organization records about its outsourcing and offshoring, for programs. "
        "Conventions, from tokens to cursors, are in docs/api.md."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "CountryEnum": "accounts.api.fields.COUNTRIES",
        "CurrencyEnum": "accounts.api.fields.CURRENCY_CODES",
        "TimeZoneEnum": "accounts.api.fields.ZONES",
        "DocumentKindEnum": "sourcing.models.document.Kind",
        "RoleEnum": "accounts.models.Role",
        "InvitationStateEnum": "accounts.models.InvitationState",
        "JobStateEnum": "accounts.models.leased_job.JobState",
    },
    "DISABLE_ERRORS_AND_WARNINGS": False,
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SORT_OPERATION_PARAMETERS": False,
}
