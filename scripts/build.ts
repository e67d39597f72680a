/**
 * Builds the executable for this machine: `gait`, and `krci-ai` as a hard link to the
 * same file (a copy where the file system has no hard links).
 *
 * GAIT_BUILD_VERSION  what the build calls itself; default: the version in package.json
 * GAIT_BUILD_OUT      output folder; default: dist
 * GAIT_BUILD_ASSETS   folder of the framework and packs that it carries; default: assets
 * GAIT_BUILD_COMMIT, GAIT_BUILD_DATE, GAIT_BUILD_BY   what `krci-ai version` tells; default: nothing
 */
import { copyFileSync, linkSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { BunPlugin } from 'bun';
import { ENCODINGS, loadRanks } from '@gait/agents';
import { packFramework, type PackedFramework } from './pack-framework.ts';
import { recordOrders } from './record-orders.ts';
import { ROOT, readText } from './source-files.ts';

/** What a build is made of. */
export interface BuildOptions {
  /** Absolute folder to write to; made when missing. */
  readonly out: string;
  readonly version: string;
  /** Absolute folder of what ships; default that of this checkout. */
  readonly assets?: string;
}

/** The version in the root package.json. */
export function packageVersion(): string {
  const manifest = JSON.parse(readText('package.json')) as { readonly version: string };
  return manifest.version;
}

/**
 * Modules of the packages that reach for the runtime, and what the executable has instead:
 * `node:crypto` and `node:zlib` take 3 ms to load, a third of what `gait verify` may take.
 */
const RUNTIME_MODULES: ReadonlyMap<string, string> = new Map([
  ['packages/canon/src/runtime/node-crypto.ts', 'apps/cli/src/runtime/bun-crypto.ts'],
  ['packages/evidence/src/zip/node-zlib.ts', 'apps/cli/src/runtime/bun-zlib.ts'],
  // Source text of a hundred thousand tokens takes 60 ms to load, the same packed 15.
  ['packages/agents/src/tokens/library-ranks.ts', 'apps/cli/src/runtime/embedded-ranks.ts'],
  // Beside an executable there are no assets.
  ['apps/cli/src/krci/install/builtin-files.ts', 'apps/cli/src/runtime/embedded-framework.ts'],
]);

function replaceRuntime(replaced: Set<string>): BunPlugin {
  const paths = new Map(
    [...RUNTIME_MODULES].map(([from, to]) => [join(ROOT, from), join(ROOT, to)]),
  );
  return {
    name: 'runtime',
    setup(build) {
      build.onResolve(
        { filter: /\/(?:node-(?:crypto|zlib)|library-ranks|builtin-files)\.ts$/ },
        ({ path, importer }) => {
          const replacement = paths.get(resolve(dirname(importer), path));
          if (replacement === undefined) return undefined;
          replaced.add(replacement);
          return { path: replacement };
        },
      );
    },
  };
}

/** Gives the packed framework, and what it becomes in AI coding tools, to the executable as files in it. */
function embedFramework({ assets, rendering }: PackedFramework): BunPlugin {
  return {
    name: 'framework',
    setup(build) {
      build.onResolve({ filter: /^framework:(?:assets|rendering)$/ }, ({ path }) => ({
        path: path.slice('framework:'.length),
        namespace: 'framework',
      }));
      build.onLoad({ filter: /./, namespace: 'framework' }, ({ path }) => ({
        contents: path === 'assets' ? assets : rendering,
        loader: 'file',
      }));
    },
  };
}

/** Gives the packed ranks of the encodings to the executable as files in it. */
function packRanks(): BunPlugin {
  return {
    name: 'ranks',
    setup(build) {
      build.onResolve({ filter: /^ranks:/ }, ({ path }) => ({
        path: path.slice('ranks:'.length),
        namespace: 'ranks',
      }));
      build.onLoad({ filter: /./, namespace: 'ranks' }, async ({ path }) => {
        const encoding = ENCODINGS.find((known) => known === path);
        if (encoding === undefined) throw new Error(`no ranks of ${path}`);
        return { contents: await loadRanks(encoding), loader: 'file' };
      });
    },
  };
}

/**
 * Compiles both commands; answers with the path of `gait`. Throws with the compiler's output.
 * Built twice: what the short commands of the first draft use lies together in the second,
 * which then starts 2% to 3% faster.
 */
export async function buildExecutables({ out, version, assets }: BuildOptions): Promise<string> {
  if (!/^[0-9A-Za-z.+-]+$/.test(version))
    throw new Error(`not a version: ${JSON.stringify(version)}`);
  mkdirSync(out, { recursive: true });
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const gait = join(out, `gait${suffix}`);
  // The name of the output file is part of its bytes, so the draft has the same name in its own folder.
  const drafts = join(out, `.build-${process.pid}`);
  const draft = join(drafts, `gait${suffix}`);
  try {
    // First: what does not validate, or what the scan would not let in, stops the build before
    // anything is compiled.
    const framework = packFramework(assets);
    await compile(draft, version, framework, []);
    await compile(draft, version, framework, recordOrders(draft, join(drafts, 'runs')));
    renameSync(draft, gait);
  } finally {
    rmSync(drafts, { recursive: true, force: true });
  }
  const second = join(out, `krci-ai${suffix}`);
  rmSync(second, { force: true });
  try {
    linkSync(gait, second);
  } catch {
    copyFileSync(gait, second);
  }
  return gait;
}

/** What the executable says about itself. Without the variables of a release every build is the same. */
function buildFacts(version: string): Record<string, string> {
  const facts: Record<string, string> = { GAIT_BUILD_VERSION: JSON.stringify(version) };
  for (const name of ['GAIT_BUILD_COMMIT', 'GAIT_BUILD_DATE', 'GAIT_BUILD_BY']) {
    const value = process.env[name];
    if (value !== undefined) facts[name] = JSON.stringify(value);
  }
  return facts;
}

async function compile(
  outfile: string,
  version: string,
  framework: PackedFramework,
  orders: readonly string[],
): Promise<void> {
  const replaced = new Set<string>();
  const result = await Bun.build({
    entrypoints: [join(ROOT, 'apps/cli/src/main.ts')],
    target: 'bun',
    minify: true,
    bytecode: true,
    format: 'esm',
    // Without it every runtime module that any command imports is loaded at every start.
    splitting: true,
    define: buildFacts(version),
    plugins: [replaceRuntime(replaced), packRanks(), embedFramework(framework)],
    throw: false,
    compile: {
      outfile,
      bytecodeOrder: orders.length > 0 && [...orders],
      // Most commands end within 15 ms: compiling functions at their usual thresholds costs more than it gives
      // (verify: 14.9 to 12.7 ms), and code that runs for a second reaches them all the same. What serves
      // for days sets them back, as `gate serve` does.
      jitPolicy: 100,
      // Both are on by default and would run what lies in the folder the executable starts in.
      autoloadDotenv: false,
      autoloadBunfig: false,
    },
  });
  if (!result.success) throw new Error(`the build failed:\n${result.logs.join('\n')}`);
  if (replaced.size !== RUNTIME_MODULES.size)
    throw new Error(`replaced ${[...replaced].join(', ')} only: the files were moved`);
}

if (import.meta.main) {
  const started = performance.now();
  const out = resolve(process.env['GAIT_BUILD_OUT'] ?? join(ROOT, 'dist'));
  const version = process.env['GAIT_BUILD_VERSION'] ?? packageVersion();
  const assets = resolve(process.env['GAIT_BUILD_ASSETS'] ?? join(ROOT, 'assets'));
  const gait = await buildExecutables({ out, version, assets });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${gait} and krci-ai (one executable, two names), version ${version}, ${seconds} s`);
}
