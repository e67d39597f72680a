import { statSync } from 'node:fs';
import {
  type Finding,
  findingJson,
  inRange,
  parseVersion,
  readFramework,
  validateFramework,
} from '@gait/agents';
import { CodedError } from '@gait/canon';
import { cleanPath, isThere, readPackFolder } from '@gait/local';
import {
  buildPack,
  PACK_MANIFEST,
  packFileStem,
  packTree,
  type PackInput,
  type PackRequirement,
} from '@gait/registry';
import { boolFlag, defineCommand, textFlag, type Outcome } from '../../command.ts';
import type { Context } from '../../context.ts';
import { addressList } from '../name-list.ts';
import { fetchVerified } from './fetch-verified.ts';
import { SOURCE_FLAGS } from './source-place.ts';
import { resolveTrust, TRUST_FLAGS, type TrustFlagValues } from './trust-flags.ts';
import { readPackHead } from './read-head.ts';
import { writePackFile } from './write-pack-file.ts';

/** `krci-ai pack build`: a folder of assets becomes one zip. */
export const command = defineCommand({
  path: ['pack', 'build'],
  explain:
    'Makes a pack of a folder: validates it, writes its manifest and one zip, the same bytes each time.',
  flags: {
    name: textFlag({ help: 'name of the pack, else that of pack.json' }),
    version: textFlag({ help: 'SemVer, else that of pack.json' }),
    publisher: textFlag({ help: 'who publishes it, else that of pack.json' }),
    description: textFlag({ help: 'one sentence, else that of pack.json' }),
    out: textFlag({ value: 'FOLDER', default: '.', help: 'where to write the zip' }),
    'in-place': boolFlag({
      help: `write ${PACK_MANIFEST} into the folder instead, for git and folders`,
    }),
    with: textFlag({
      value: 'LIST',
      help: 'packs that it needs, to check its references to them: their addresses',
    }),
    ...TRUST_FLAGS,
    ...SOURCE_FLAGS,
    force: boolFlag({ help: 'replace a zip that is there with other bytes' }),
    'dry-run': boolFlag({ help: 'show what would be in it; write nothing' }),
  },
  positionals: [{ name: 'folder', help: 'folder with agents, tasks, templates, data, skills' }],
  example: 'krci-ai pack build packs/finance --out dist',
  notes: [
    'requires: [{"name":"krci-ai","version":">=0.1.0"},{"name":"acme/oil","version":">=1.0.0 <2.0.0"}]; an install needs those packs.',
    'pack.json of the folder: {"name":…,"version":…,"publisher":…,"description":…,"requires":[…]}',
    'Exit status: 0 built, 2 its assets have errors, 6 its head or names are wrong, 8 content is refused.',
  ],
  async run(context, { flags, positionals: [given = ''] }) {
    const folder = context.resolve(given);
    assertFolder(folder);
    const head = readPackHead(folder, flags);
    const inputs = await readPackFolder(folder);
    const pack = buildPack(head, inputs);
    const { manifest } = pack;
    const errors = errorsOf(inputs, await filesOfNeeded(context, manifest.requires, flags));
    const inPlace = flags['in-place'];
    const target = inPlace
      ? cleanPath(`${given}/${PACK_MANIFEST}`)
      : cleanPath(`${flags.out}/${packFileStem(manifest.name, manifest.version)}.zip`);
    const answer = {
      name: manifest.name,
      version: manifest.version,
      publisher: manifest.publisher,
      levels: manifest.levels,
      files: manifest.files.length,
      bytes: pack.archive.length,
      manifest_digest: pack.manifestDigest,
      archive_digest: pack.archiveDigest,
      set_digest: manifest.setDigest,
      path: target,
    };
    if (errors.length > 0) return refusal(answer, errors);
    const dry = flags['dry-run'];
    const bytes = inPlace ? pack.manifestBytes : pack.archive;
    if (!dry) writePackFile(context.resolve(target), bytes, inPlace || flags.force);
    return {
      exit: 0,
      json: { ok: true, ...answer, written: !dry },
      text: (paint) => [
        paint.verdict(true, `${dry ? 'would write' : 'wrote'} ${target}`),
        ...paint.pairs({
          pack: `${manifest.name} ${manifest.version} of ${manifest.publisher}`,
          files: manifest.files.length,
          bytes: pack.archive.length,
          manifest: `sha256:${pack.manifestDigest}`,
        }),
        // An unpacked pack is signed as the folder that it is, its manifest alone is no pack.
        paint.dim(`sign it: krci-ai pack sign ${inPlace ? given : target} --private-key FILE`),
      ],
    };
  },
});

/** What is no folder holds no assets: said before anything is asked about a pack that there is not. */
function assertFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const what = isThere(folder) ? `${folder} is no folder` : `there is no folder ${folder}`;
  throw new CodedError(isThere(folder) ? 'pack_build_invalid' : 'file_missing', what, {
    hint: 'name a folder with agents, tasks, templates, data or skills in it',
    where: { file: folder },
  });
}

/**
 * With the packs that it needs a pack is a framework of its own: what is broken in it would be broken
 * wherever it is installed.
 */
function errorsOf(
  inputs: readonly PackInput[],
  needed: ReadonlyMap<string, Uint8Array>,
): readonly Finding[] {
  const own = inputs.map(({ path, bytes }) => [path, bytes] as const);
  const { findings } = validateFramework(readFramework(packTree(new Map([...needed, ...own]))));
  return findings.filter(({ severity }) => severity === 'error');
}

/** The files of the packs of `--with`, verified. */
async function filesOfNeeded(
  context: Context,
  requires: readonly PackRequirement[],
  flags: TrustFlagValues & { readonly with: string; readonly 'blob-host': string },
): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const addresses = addressList(flags.with);
  if (addresses.length === 0) return files;
  const trust = await resolveTrust(context, flags);
  for (const address of addresses) {
    const pack = await fetchVerified(context, address, { trust, blobHosts: flags['blob-host'] });
    const { name, version } = pack.manifest;
    const wanted = requires.find((one) => one.name === name);
    const parsed = parseVersion(version);
    if (wanted === undefined || parsed === undefined || !inRange(parsed, wanted.version)) {
      throw new CodedError('pack_requires', `requires does not name ${name} ${version}`, {
        hint: 'write it into requires of pack.json, or leave it out of --with',
        where: { field: '--with' },
      });
    }
    for (const [path, bytes] of pack.files) files.set(path, bytes);
  }
  return files;
}

function refusal(json: object, errors: readonly Finding[]): Outcome {
  const [first] = errors;
  const count = errors.length === 1 ? 'one error' : `${errors.length} errors`;
  return {
    json: { ...json, written: false, findings: errors.map((finding) => findingJson(finding)) },
    error: new CodedError(
      'pack_build_refused',
      `the assets have ${count}; the first: ${first?.file}:${first?.line}: ${first?.message}`,
      { hint: first?.hint ?? 'krci-ai validate shows them all' },
    ),
  };
}
