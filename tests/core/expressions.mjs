// Evaluates the rows of expressions.json with the phone's own reader: `node expressions.mjs <frontend folder>`.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { buildSync } = createRequire(`${process.argv[2]}/package.json`)("esbuild");
const entry = `${process.argv[2]}/src/phone/form/expressions.ts`;
const { outputFiles } = buildSync({ entryPoints: [entry], bundle: true, format: "esm", write: false });
const { evaluate, words } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
const rows = JSON.parse(readFileSync(0, "utf-8"));
console.log(JSON.stringify(rows.map(({ text, scene }) => words(evaluate(text, scene)))));
