"""The pages of people. The names that begin with account_ are those that allauth reverses; all of them are ours."""

from django.urls import include, path

from accounts.views import account, code_help, identity, recovery, registration, sign_in

portal_patterns = (
    [
        path("registro/revisar/", registration.review, name="registration_review"),
        path("registro/verificar/", registration.registration_code, name="registration_code"),
        path("registro/verificar/reenviar/", registration.resend, name="registration_resend"),
        path("registro/verificar/correo/", registration.correct_address, name="registration_address"),
        path("ingresar/codigo/", sign_in.login_code, name="login_code"),
        path("ingresar/codigo/reenviar/", sign_in.resend_code, name="login_code_resend"),
        path("ingresar/codigo/factor/", sign_in.change_factor, name="login_factor"),
        path("ingresar/codigo/estado/", code_help.code_state, name="code_state"),
        path("ingresar/codigo/ayuda/", code_help.code_help, name="code_help"),
        path("recuperar/", recovery.start, name="recovery"),
        path("recuperar/codigo/", recovery.code, name="recovery_code"),
        path("recuperar/clave/", recovery.new_password, name="recovery_password"),
        path("cuenta/", account.account, name="account"),
    ],
    "accounts",
)

urlpatterns = [
    path("registro/", registration.sign_up, name="account_signup"),
    path("ingresar/", sign_in.sign_in, name="account_login"),
    path("ingresar/confirmar/", identity.confirm_identity, name="account_reauthenticate"),
    path("ingresar/inactiva/", sign_in.inactive, name="account_inactive"),
    path("salir/", sign_in.sign_out, name="account_logout"),
    path("", include(portal_patterns)),
]
