/** A text between fences that are longer than any run of back-quotes in it. */
export function fenced(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text.endsWith('\n') ? text : `${text}\n`}${fence}`;
}

/** A text as code inside a line. */
export function codeSpan(text: string): string {
  const run = longestRun(text);
  if (run === 0) return `\`${text}\``;
  const quotes = '`'.repeat(run + 1);
  return `${quotes} ${text} ${quotes}`;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 0);
}
