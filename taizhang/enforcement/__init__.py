"""Case files under law (执法案件): clue, file, investigation, decision, execution; each with its period."""
