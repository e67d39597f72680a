import { describe, expect, test } from 'bun:test';
import { readCommand } from '../../read-command.ts';
import { describeEffect, shellContext } from '../testing/describe-shell.ts';
import { checkNeed } from './check-need.ts';
import { judgePython } from './judge-python.ts';
import { judgeScript } from './judge-script.ts';
import { readImports } from './python-imports.ts';
import { lexCode } from './lex-code.ts';

/** What code of Python or JavaScript beside plain computing is read as. Data: nothing of it runs. */
const PLAIN: readonly (readonly [code: string, found: string])[] = [
  ['py:print(open("a").read())', 'reads a'],
  ['py:path = "a"; print(open(path).read())', 'reads a'],
  ['py:open("a", "w").write("x")', 'writes a'],
  ['py:import requests; print(requests.get("http://h/").text)', 'gets http://h/'],
  [
    'py:import urllib.request\nprint(urllib.request.urlopen("http://h/", timeout=3).read())',
    'gets http://h/',
  ],
  ['py:import pandas as pd; print(pd.read_csv("a.csv").head())', 'reads a.csv'],
  ['py:import pandas as pd; print(pd.read_csv("http://h/a").head())', 'gets http://h/a'],
  ['py:import numpy as np; print(np.arange(6).reshape(2, 3).sum(axis=0))', ''],
  ['py:import sqlite3; print(sqlite3.connect("a").execute("select 1").fetchone())', 'reads a'],
  ['py:from pathlib import Path; p = Path("a"); p.write_text("x")', 'reads a, writes a'],
  ['py:import zipfile; print(zipfile.ZipFile("a").namelist())', 'reads a'],
  ['py:from shop.cart import total as t; print(t([]))', 'needs shop.cart total'],
  ['py:import shop.cart; print(shop.cart.total([]))', 'needs shop.cart total'],
  ['js:const fs = require("fs"); console.log(fs.readFileSync("a", "utf8"))', 'reads a'],
  ['js:import fs from "node:fs"; console.log(fs.readdirSync("a"))', 'reads a'],
  ['js:fetch("http://h/").then(r => r.json()).then(d => console.log(d.length))', 'gets http://h/'],
  ['js:const {a} = require("./x"); console.log(a(1))', 'needs ./x, needs ./x a'],
  ['js:import("./x.js").then(m => console.log(Object.keys(m)))', 'needs ./x.js'],
  ['js:const f = (x) => x + 1; console.log(f(1))', ''],
  ['js:setTimeout(() => console.log(1), 10)', ''],
  ['js:console.log(require("react").version)', ''],
];

/** Code that must not be taken for plain. Data: nothing of it runs. */
const OPAQUE: readonly string[] = [
  'py:import subprocess; subprocess.run(["rm"])',
  'py:from shop import subprocess; subprocess.run(["rm"])',
  'py:from os import system; system("rm a")',
  'py:import shop; shop.os.system("rm a")',
  'py:import requests; requests.post("http://h/", data=open("a").read())',
  'py:import requests; requests.get("http://h/", headers=h)',
  'py:import requests; requests.get("http://h/" + open("a").read())',
  'py:import requests; requests.get(f"http://h/{x}")',
  'py:from requests import post; post("http://h/")',
  'py:import urllib.request as u; u.urlopen("http://h/", data=b"x")',
  'py:p = "a"\nfor p in q: open(p, "w").write("x")',
  'py:p = "a"\nfor i, p in q: open(p).read()',
  'py:p = "a"; p += "b"; open(p).read()',
  'py:p = "a"; p = "b"; open(p, "w")',
  'py:p = "a"; (lambda p: open(p).read())("b")',
  'py:def f(p="a"): open(p).read()',
  'py:open(*["a", "w"])',
  'py:open(file="a", mode="w")',
  'py:import pandas as pd; pd.read_csv("a").to_csv("b")',
  'py:import pandas as pd; pd.read_csv("a").query("@x")',
  'py:import pandas as pd; pd.read_pickle("a")',
  'py:import pandas as pd; pd.io.common.os.system("rm a")',
  'py:import numpy as np; np.load("a", allow_pickle=True)',
  'py:import torch; torch.load("a")',
  'py:import sqlite3; sqlite3.connect("a").execute("drop table x")',
  'py:import sqlite3; sqlite3.connect("a").executescript("drop table x")',
  'py:import sqlite3; sqlite3.connect("file:a?mode=rwc", uri=True)',
  'py:import sqlite3; sqlite3.connect("a").execute("attach \'b\' as c")',
  'py:import zipfile; zipfile.ZipFile("a", "w")',
  'py:import zipfile; zipfile.ZipFile("a").extractall("/")',
  'py:from pathlib import Path; [p.write_text("") for p in Path("src").rglob("*")]',
  'py:from pathlib import Path; [print(p.read_text()) for p in Path(".").glob(".e*")]',
  'py:import glob; [print(open(f).read()) for f in glob.glob(".*")]',
  'py:import os as json; json.remove("a")',
  'js:require("child_process").execSync("rm a")',
  'js:const {execSync} = require("child_process"); execSync("rm a")',
  'js:const fs = require("fs"); fs.writeFileSync("a", "b")',
  'js:const fs = require("fs"); const w = fs.rmSync; w("a")',
  'js:const fs = require("fs"); fs["rmSync"]("a")',
  'js:const {rmSync} = require("fs"); rmSync("a")',
  'js:import fs from "fs"; fs.rmSync("a")',
  'js:import {rmSync} from "fs"; rmSync("a")',
  'js:import("child_process").then(m => m.execSync("rm a"))',
  'js:import(x)',
  'js:fetch("http://h/", {method: "POST", body: "x"})',
  'js:fetch(`http://h/${process.env.TOKEN}`)',
  'js:const f = fetch; f("http://h/", x)',
  'js:setTimeout("rm()", 1)',
  'js:const s = "rm()"; setTimeout(s, 1)',
  'js:const r = require; r("child_process")',
  'js:const c = (() => {}).constructor; c("rm()")()',
  'js:const m = require("./x"); m("a")',
  'js:require("shelljs").rm("a")',
];

const judge = (code: string): ReturnType<typeof judgePython> =>
  code.startsWith('py:') ? judgePython(code.slice(3)) : judgeScript(code.slice(3));

function tell(code: string): string | undefined {
  const plain = judge(code);
  if (plain === undefined) return undefined;
  return [
    ...plain.reads.map((file) => `reads ${file}`),
    ...(plain.writes ?? []).map((file) => `writes ${file}`),
    ...(plain.fetches ?? []).map((url) => `gets ${url}`),
    ...(plain.needs ?? []).map(({ module, name = '' }) => `needs ${module} ${name}`.trim()),
  ].join(', ');
}

describe('code on the command line', () => {
  test.each(PLAIN)('%s is plain', (code, found) => {
    expect(tell(code)).toBe(found);
  });

  test.each(OPAQUE)('%s is not', (code) => {
    expect(tell(code)).toBeUndefined();
  });

  test('imports that are not followed are none', () => {
    const tokens = lexCode('from x import *', 'python');
    expect(readImports(tokens ?? [])).toBeUndefined();
  });
});

describe('a function of another module', () => {
  const FILES = {
    '/p/shop/cart.py': 'import os\n\ndef total(items):\n    return len(items)\n',
    '/p/shop/tasks.py': 'import subprocess as sp\n\ndef run(words):\n    sp.run(words)\n',
    '/p/x.js': 'const run = require("child_process").execSync;\nexport function a() {}\n',
    '/p/y.js': 'export const a = (x) => x;\nexport { b } from "./z.js";\n',
  };
  const tellCommand = (text: string, missing = false): string => {
    const context = { ...shellContext(FILES), isMissing: () => missing };
    const { effects, obscurities } = readCommand(text, context);
    return [...effects.map(describeEffect), ...obscurities.map((name) => `?${name}`)].join(', ');
  };

  test('may be called when it is the project’s own and starts nothing', () => {
    expect(tellCommand('python3 -c "from shop.cart import total; print(total([]))"')).toBe(
      'read /p/shop/cart.py, write workspace:/p',
    );
    expect(tellCommand('node -e \'const {a} = require("./y"); console.log(a(1))\'')).toBe(
      'read /p/y.js, write workspace:/p',
    );
    expect(checkNeed).toBeFunction();
  });

  test('may not when it starts programs, or is none of the file', () => {
    for (const text of [
      'python3 -c "from shop.tasks import run; run(1)"',
      'python3 -c "from shop.cart import os; os.x(1)"',
      'python3 -c "from shop.cart import other; other(1)"',
      'python3 -c "from elsewhere import total; total(1)"',
      'node -e \'const {a} = require("./x"); a(1)\'',
      'node -e \'const {b} = require("./y"); b(1)\'',
      'node -e \'const {a} = require("../out"); a(1)\'',
      'echo 1 > y.js; node -e \'const {a} = require("./y"); a(1)\'',
    ]) {
      expect([text, tellCommand(text)]).toEqual([text, expect.stringContaining('?code_opaque')]);
    }
  });

  test('of a file that certainly is not there is an error and no more', () => {
    expect(tellCommand('node -e \'const {a} = require("./none"); a(1)\'', true)).toBe(
      'write workspace:/p',
    );
    expect(tellCommand('node -e \'const {a} = require("./none"); a(1)\'')).toContain(
      '?code_opaque',
    );
  });
});
