import { describe, expect, test } from 'bun:test';
import type { Invocation } from '../model/invocation.ts';
import { CONTEXT } from '../windows/testing/tell-reading.ts';
import { powershellProgram } from './powershell-program.ts';

/** What the words of the executable come to: a script's text, a file, or an obscurity. */
function tell(program: string, line: string, input: Invocation['input'] = 'terminal'): string {
  const args = (line.match(/'[^']*'|\S+/g) ?? []).map((word) => {
    const value = word.startsWith('$') ? undefined : word.replaceAll("'", '');
    return { value, prefix: value ?? '', pattern: false };
  });
  const { nested, obscurities } = powershellProgram({ program, args, input, context: CONTEXT });
  const told = nested.map((each) =>
    each.kind === 'script' ? `script ${each.text}` : `file ${each.argv[0]?.value ?? '?'}`,
  );
  return [...told, ...obscurities].join(', ');
}

const ENCODED = Buffer.from('Get-Date; rm x', 'utf16le').toString('base64');
const TABLE: readonly (readonly [program: string, line: string, told: string])[] = [
  ['powershell', 'Get-Date', 'script Get-Date'],
  ['powershell', '-c Get-Date -Format o', 'script Get-Date -Format o'],
  ['powershell', "-NoP -NonI -Ex Bypass -W Hidden -Command 'rm x'", 'script rm x'],
  ['powershell', "/nologo /command 'rm x'", 'script rm x'],
  ['powershell', `-e ${ENCODED}`, 'script Get-Date; rm x'],
  ['powershell', `-enc ${ENCODED}`, 'script Get-Date; rm x'],
  ['powershell', `-EncodedC ${ENCODED}`, 'script Get-Date; rm x'],
  ['powershell', '-enc !!', 'code_unknown'],
  ['powershell', '-enc YWJj', 'code_unknown'],
  ['powershell', '-enc', 'code_unknown'],
  ['powershell', '-c $x', 'code_unknown'],
  ['powershell', '-flurb x', 'code_unknown'],
  ['powershell', '-wd D:/x -c ls', 'code_unknown'],
  ['powershell', '-f x.ps1', 'file ./x.ps1'],
  ['pwsh', 'tools/x.ps1', 'file tools/x.ps1'],
  ['pwsh', "'rm x'", 'script rm x'],
  ['pwsh', 'x.sh', 'code_unknown'],
  ['pwsh', '-v', ''],
  ['pwsh', '', 'code_unknown'],
  ['pwsh', '-c -', 'code_unknown'],
];

describe('the words of the PowerShell executable', () => {
  for (const [program, line, told] of TABLE) {
    test(`${program} ${line}`, () => {
      expect(tell(program, line)).toBe(told);
    });
  }

  test('run what they are sent when they name nothing', () => {
    expect(tell('pwsh', '-c -', { text: 'rm x' })).toBe('script rm x');
    expect(tell('pwsh', '-NoLogo', { text: 'rm x' })).toBe('script rm x');
    expect(tell('pwsh', '', 'pipe')).toBe('code_unknown');
  });
});
