// Builds the portal's one stylesheet and one script from assets/ into static/. Run by `make assets`.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { version } = JSON.parse(readFileSync(here("node_modules/govuk-frontend/package.json"), "utf8"));
const notice =
  `/*! Portal de Contratación, Apache-2.0. Contains parts of govuk-frontend ${version}, ` +
  `Copyright (c) 2017 Crown Copyright (Government Digital Service), MIT licence: see static/LICENSES.txt */\n`;

const { css } = sass.compile(here("styles/portal.scss"), { style: "expanded", quietDeps: true });
const styles = await esbuild.transform(css, { loader: "css", minify: true, target: ["chrome100", "firefox100", "safari15"] });
writeFileSync(here("../static/portal.css"), notice + styles.code);

const script = await esbuild.build({
  entryPoints: [here("scripts/portal.js")],
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome100", "firefox100", "safari15"],
  legalComments: "none",
  write: false,
});
writeFileSync(here("../static/portal.js"), notice + script.outputFiles[0].text);
