import type { Finding } from '../../findings/finding.ts';

/** Findings as commands that make GitHub show them at their line, one a line. */
export function findingsGithub(findings: readonly Finding<string>[]): readonly string[] {
  return findings.map(({ code, severity, file, line, column, message, hint }) => {
    const kind = severity === 'note' ? 'notice' : severity;
    const place = `file=${property(file)},line=${line},col=${column},title=${property(code)}`;
    return `::${kind} ${place}::${data(`${message}. Repair: ${hint}`)}`;
  });
}

/** A line break would begin another command. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
