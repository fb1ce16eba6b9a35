// What the portal's pages gain where scripts run; every page works without it.
import { createAll } from "govuk-frontend/dist/govuk/init.mjs";
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { PasswordInput } from "govuk-frontend/dist/govuk/components/password-input/password-input.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";

import { grouping } from "./amounts.js";
import { digitsOnly } from "./codes.js";
import { typedEarly } from "./early.js";
import { review } from "./review.js";
import { rows } from "./rows.js";
import { sessionNotice } from "./session.js";
import { uploads } from "./uploads.js";
import { guessedZone } from "./zone.js";
import { spokenAmounts } from "./words.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
createAll(Button, { preventDoubleClick: true });
for (const component of [ErrorSummary, PasswordInput, SkipLink]) createAll(component);
digitsOnly();
grouping();
guessedZone();
review();
rows();
sessionNotice();
spokenAmounts();
typedEarly();
uploads();
