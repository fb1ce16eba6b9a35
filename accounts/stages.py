"""The last stage of every sign-in: a second factor, bound to this attempt."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from allauth.account.internal import flows  # noqa: F401  # before the stages: allauth's own import cycle
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import stash_login
from allauth.account.models import Login
from allauth.account.stages import LoginStage, LoginStageController
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django_otp.models import Device
from django_otp_webauthn.models import WebAuthnCredential

from accounts import enrolment, marks, powers, sessions, user_agents
from accounts.models import Authenticator, BackupCodes, LoginCode, LoginCodeDevice, Purpose, User
from accounts.services import codes, factors
from accounts.services.factors import Challenge, Held
from groundwork.web.actor import APP, BACKUP, EMAIL, PASSKEY, STRONG

# The name that a session keeps for each kind of device.
DEVICES: dict[type[Device], str] = {
    LoginCodeDevice: EMAIL,
    Authenticator: APP,
    WebAuthnCredential: PASSKEY,
    BackupCodes: BACKUP,
}
# Codes that one attempt may ask for, the first included; afterwards one signs in anew.
CODES_AN_ATTEMPT = 5


class SecondFactorStage(LoginStage):  # type: ignore[misc]  # allauth ships no types
    """Asks for a passkey, an app's code, a mailed or a back-up one; nobody has a session before it.

    At a registration `login.user` stays None until the code is right: whether its address has an account
    is not looked at, so there is nothing to tell apart.
    """

    key = "second_factor"
    urlname = "accounts:login_code"
    # What the stage keeps in the session: `factor`, `challenge`, `asked` (how many codes), `wait_until`, `passkey`;
    # and of the person `powers`, and whether one `lacks` what those demand.
    state: dict[str, Any]
    login: Login
    pages: ClassVar[dict[Purpose, str]] = {
        Purpose.SIGN_IN: "accounts:login_code",
        Purpose.REGISTRATION: "accounts:registration_code",
    }

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Choose the factor and ask for its code; allauth then keeps the attempt in the session."""
        held = factors.held_by(self.user, with_power=True)
        first = held.for_sign_in[0]
        if self.user:
            self.state["powers"], self.state["lacks"] = powers.mark_of(self.user), held.lacks_strong
        if first == EMAIL:
            self._ask_first_code()
        else:
            self.state["factor"] = first
        return redirect(self.pages[self.purpose]), True

    @property
    def user(self) -> User | None:
        user: User | None = self.login.user
        return user

    @property
    def purpose(self) -> Purpose:
        return Purpose.REGISTRATION if self.login.signup else Purpose.SIGN_IN

    @property
    def factor(self) -> str:
        return str(self.state.get("factor", EMAIL))

    def held(self) -> Held:
        """What the person may prove themselves with."""
        return factors.held_by(self.user)

    @property
    def email(self) -> str:
        """The mailbox that the code goes to."""
        return str(self.user.email if self.user else self.login.email)

    @property
    def challenge(self) -> UUID | None:
        """The attempt that a code is good for; None while none could be asked for."""
        return UUID(self.state["challenge"]) if self.state.get("challenge") else None

    @property
    def code(self) -> LoginCode | None:
        return LoginCode.objects.filter(challenge=self.challenge).first() if self.challenge else None

    @property
    def exhausted(self) -> bool:
        """Whether this attempt has had all the codes that it may ask for."""
        return int(self.state.get("asked", 0)) >= CODES_AN_ATTEMPT

    def wait_until(self, code: LoginCode | None) -> datetime | None:
        """When another code may be asked for in the place of its last one, `code`; None when it may be now."""
        until = parse_datetime(self.state.get("wait_until", ""))
        if code:
            until = code.created_at + codes.COOLDOWN
        return until if until and until > timezone.now() else None

    def send_another(self) -> None:
        """Ask for a code in the place of the last one. Raises codes.TooSoonError."""
        self._ask()
        self.save()

    def correct_address(self, email: str) -> None:
        """At a registration, send the code to another address. Raises codes.TooSoonError."""
        self.login.email = email
        self._ask(at_once=True)
        self.save()

    def use(self, factor: str) -> None:
        """Change to another factor that the person has."""
        if factor not in self.held().for_sign_in:
            return
        self.state["factor"] = factor
        if factor == EMAIL and self.challenge is None:
            self._ask_first_code()
        self.save()

    def keep_passkey_challenge(self, challenge: Challenge) -> None:
        """Remember what a passkey has to sign, in the place of what was asked before."""
        self.state["passkey"] = challenge
        self.save()

    def take_passkey_challenge(self) -> Challenge | None:
        """What it had to sign: it leaves the session, and factors.prove_passkey takes no challenge twice."""
        challenge: Challenge | None = self.state.pop("passkey", None)
        self.save()
        return challenge

    def save(self) -> None:
        """Keep what changed in the session."""
        stash_login(self.request, self.login)

    def complete(self, user: User, device: Device) -> HttpResponse:
        """Sign the person in with the factor that they proved, on the page that they asked for."""
        self.login.user = user
        user.otp_device = device  # type: ignore[attr-defined]  # django-otp marks the session verified with it
        before = user.last_login
        factor = DEVICES[type(device)]
        record_authentication(self.request, user, method="otp", type=factor)
        sessions.prove(self.request.session, factor)
        sessions.note_previous(self.request.session, before)
        arrival = marks.recognise(self.request, user)
        response: HttpResponse = self.exit()
        marks.leave(response, arrival.mark)
        enrolment.note(self.request.session, self.state.get("powers", ""))
        if factor not in STRONG and self.state.get("lacks") and factors.held_by(user, with_power=True).lacks_strong:
            enrolment.begin(self.request.session)
        return response

    def _ask_first_code(self) -> None:
        self.state["factor"] = EMAIL
        try:
            self._ask()
        except codes.TooSoonError as refusal:
            self.state["wait_until"] = refusal.until.isoformat()

    def _ask(self, *, at_once: bool = False) -> None:
        code = codes.ask(
            self.purpose,
            self.email,
            user=self.user,
            asked_from=user_agents.describe(self.request),
            language=get_language() or "es-co",
            instead_of=self.challenge,
            at_once=at_once,
        )
        self.state["challenge"] = str(code.challenge)
        self.state["asked"] = int(self.state.get("asked", 0)) + 1
        self.state.pop("wait_until", None)


def pending(request: HttpRequest, purpose: Purpose) -> SecondFactorStage | None:
    """The stage that the request's sign-in waits at, if it is one for this purpose."""
    if request.user.is_authenticated:
        return None
    stage = LoginStageController.enter(request, SecondFactorStage.key)
    return stage if isinstance(stage, SecondFactorStage) and stage.purpose == purpose else None
