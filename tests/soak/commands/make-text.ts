import type { SqlDialect } from '@gait/commands';
import { mutate, type MutationHints } from '../mutate.ts';
import type { Random } from '../random.ts';
import { sampleCommands, SQL_SAMPLES, URL_SAMPLES } from './samples.ts';

/** A text for one of the readers. */
export interface TextCase {
  readonly reader: 'sh' | 'powershell' | 'cmd' | 'sql' | 'http';
  readonly text: string;
  /** Of SQL. */
  readonly dialect: SqlDialect;
}

const PIECES: Readonly<Record<TextCase['reader'], readonly string[]>> = {
  sh: split(
    'rm -rf / ~ .. * ? [a-z] {a,b} {1..9} | || |& & && ; ;; ;& ( ) { } (( )) [[ ]] [ ] ! # $( ) ${ } $(( ` " \' \\ ' +
      "$x $1 $@ $* $# $$ ${x:-y} ${x#*} ${!x} ${x@P} ${x/a/b} <<A <<-A <<'A' A <<< < > >> >| <> 2>&1 &> <( >( $\" $' \\x41 " +
      'if then elif else fi for in do done while until case esac select function f() time coproc x=1 x+=a a[1]=2 a=(b c) ' +
      'eval exec source . trap EXIT set -- -e -c export local declare read alias unset cd pushd sh bash env sudo xargs find ' +
      '-exec {} + \\; -delete timeout nohup sed awk python3 node perl -e git push --force curl -d @.env docker run -v /:/h psql ' +
      'kubectl terraform npm test make tar ssh echo printf test true false break continue return exit /dev/tcp/h/1 ' +
      '-- - = == =~ + , : @ % ^ é \u00a0 \u202e \ufdd0 \ufffd \0',
  ),
  powershell: split(
    'Remove-Item -Recurse -Force ri C:\\ ~ . .. $x $env:PATH $_ $( ) @( @{ } { | || && ; & . iex iwr irm | % ? { } " \' ` `n @" "@ ' +
      "@' '@ -enc -Command powershell cmd /c Get-Content Set-Content > >> 2>&1 Start-Process Invoke-Expression [IO.File]:: New-Object " +
      '-join -f + , = += if else foreach in while function param begin process try catch $true $null # <# #> -WhatIf é',
  ),
  cmd: split(
    'del /f /s /q C:\\ *.* rd rmdir & && | || ( ) ^ %x% %~1 !x! %%a for /r /f in do if exist else set x=1 call echo type copy ' +
      'move > >> < 2>&1 " @ : rem start cmd /c /k powershell -c goto exit /b é',
  ),
  sql: split(
    'SELECT DELETE UPDATE INSERT INTO DROP TABLE TRUNCATE FROM WHERE SET VALUES WITH AS ( ) , ; * = \' " ` [ ] $$ $x$ -- # /* */ ' +
      "/*! E' N' \\ \\! \\copy .shell || :: EXPLAIN ANALYZE COPY TO PROGRAM CREATE FUNCTION BEGIN END IF EXISTS CASCADE a.b 1 1e9 0x1 é",
  ),
  http: split(
    'http:// https:// ftp:// // @ : / ? # [ ] :: 127.0.0.1 0x7f 0177 169.254.169.254 localhost .nip.io xn-- % %2e %00 \\ . .. é',
  ),
};

function split(text: string): readonly string[] {
  return [...text.split(' '), ' ', '\n', '\r\n', '\t'];
}

const DIALECTS: readonly SqlDialect[] = [
  'postgresql',
  'mysql',
  'sqlite',
  'transactsql',
  'bigquery',
  'snowflake',
  'unknown',
];
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const hints = new Map<TextCase['reader'], MutationHints>();

/** A changed sample, or words of the language in any order. */
export function makeText(random: Random): TextCase {
  const reader = chooseReader(random);
  const dialect = random.pick(DIALECTS);
  const text = random.chance(60)
    ? decoder.decode(mutate(encoder.encode(sampleOf(reader, random)), random, hintsOf(reader)))
    : soup(reader, random);
  return { reader, text, dialect };
}

function chooseReader(random: Random): TextCase['reader'] {
  const at = random.int(100);
  if (at < 64) return 'sh';
  if (at < 78) return 'powershell';
  if (at < 86) return 'cmd';
  return at < 95 ? 'sql' : 'http';
}

function hintsOf(reader: TextCase['reader']): MutationHints {
  const known = hints.get(reader);
  if (known !== undefined) return known;
  const made: MutationHints = {
    pieces: PIECES[reader].map((piece) => encoder.encode(piece)),
    donor: (random) => encoder.encode(sampleOf(reader, random)),
  };
  hints.set(reader, made);
  return made;
}

function sampleOf(reader: TextCase['reader'], random: Random): string {
  if (reader === 'sql') return random.pick(SQL_SAMPLES);
  if (reader === 'http') return random.pick(URL_SAMPLES);
  // A command of one shell is hostile input for the others as well.
  const own = sampleCommands().filter(({ dialect }) => dialect === reader);
  return random.pick(random.chance(90) ? own : sampleCommands()).command;
}

function soup(reader: TextCase['reader'], random: Random): string {
  const blank = random.pick([' ', ' ', '', '\n']);
  const length = 1 + random.int(random.chance(5) ? 400 : 40);
  return Array.from({ length }, () => random.pick(PIECES[reader])).join(blank);
}
