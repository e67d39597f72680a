import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isCodedError, normalizeList, sortUtf8 } from '@gait/canon';
import {
  buildGuardPack,
  readRunpack,
  type BuiltGuardPack,
  type Runpack,
  type SourceFile,
} from '@gait/evidence';
import { readWhole, writeWhole } from '@gait/local';
import { keyFilesOf, refuseUnsafeOutputs } from '../check-output.ts';
import { boolFlag, defineCommand, textFlag, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { loadSigner, SIGNING_FLAGS, type KeyFlagValues } from '../key-flags.ts';
import { oneName } from '../one-name.ts';
import { withRun } from '../open-run.ts';
import { unlessEmpty } from '../optional.ts';
import type { Paint } from '../paint.ts';
import { parseProfile } from '../parse-profile.ts';
import { READ_PROFILE_FLAG } from '../verify-flags.ts';

const listed = (help: string) => textFlag({ value: 'FILES', help: `${help}, comma separated` });

/** `guard pack`: one file of evidence about a run, for an auditor. */
export const command = defineCommand({
  path: ['guard', 'pack'],
  explain: 'Makes an evidence pack about a run: summaries, audits, a control index, a signature.',
  flags: {
    run: textFlag({ value: 'RUN', help: 'run id or runpack' }),
    out: textFlag({
      value: 'FILE',
      help: 'guard pack to write; default evidence_pack_<id>.zip beside the runpack',
    }),
    'case-id': textFlag({ value: 'ID', help: 'case number' }),
    inventory: listed('tool inventories'),
    trace: listed('traces'),
    regress: listed('regress results'),
    'approval-audit': listed('approval audits; default those beside the runpack'),
    'credential-evidence': listed('credential evidence; default that beside the runpack'),
    template: textFlag({ default: 'soc2', value: 'NAME', help: 'soc2, pci or incident_response' }),
    'key-mode': textFlag({
      default: 'dev',
      value: 'MODE',
      help: 'prod signs with the given key, dev with a key made for this process',
    }),
    ...SIGNING_FLAGS,
    'render-pdf': boolFlag({ help: 'add summary.pdf' }),
    profile: READ_PROFILE_FLAG,
  },
  positionals: [{ name: 'run', help: 'the same as --run', optional: true }],
  positionalsAnyCount: true,
  example:
    'gait guard pack --run run_demo --key-mode prod --private-key gait-out/keys/gait_private.key',
  async run(context, { flags, positionals }): Promise<Outcome> {
    const name = oneName(flags.run, positionals, '--run <run_id|path>');
    const profile = parseProfile(flags.profile);
    const { runpack, shown } = await withRun(context, name, ({ source, shown: path }) => ({
      runpack: readNamed(path, () => readRunpack(source, { profile })),
      shown: path,
    }));
    const { key, warnings } = await loadSigner(
      context,
      flags,
      flags['key-mode'].trim().toLowerCase(),
    );
    const built = build(context, runpack, dirname(shown), flags, key);
    const { manifest } = built;
    const path =
      flags.out.trim() === ''
        ? join(dirname(shown), `evidence_pack_${manifest.pack_id}.zip`)
        : flags.out.trim();
    refuseUnsafeOutputs(context, [{ path, kind: 'pack' }], [shown, ...sourceFiles(flags)]);
    writeWhole(context.resolve(path), built.bytes, { makeFolders: true });
    const messages = warnings.map(({ message }) => message);
    for (const message of messages) context.warn(`warning: ${message}`);
    return {
      exit: 0,
      json: {
        ok: true,
        pack_path: path,
        pack_id: manifest.pack_id,
        run_id: unlessEmpty(manifest.run_id),
        template_id: manifest.template_id,
        controls: unlessEmpty(manifest.control_index?.length ?? 0),
        rendered_artifacts: unlessEmpty(manifest.rendered_artifacts?.length ?? 0),
        manifest_path: `${path}#pack_manifest.json`,
        warnings: unlessEmpty(messages),
      },
      text: (paint) => guardPackText(built, path, paint),
    };
  },
});

interface SourceFlags {
  readonly 'case-id': string;
  readonly inventory: string;
  readonly trace: string;
  readonly regress: string;
  readonly 'approval-audit': string;
  readonly 'credential-evidence': string;
  readonly template: string;
  readonly profile: string;
  readonly 'render-pdf': boolean;
}

/** Every file that the flags name. */
function sourceFiles(flags: SourceFlags & KeyFlagValues): readonly (string | undefined)[] {
  const { inventory, trace, regress } = flags;
  const lists = [inventory, trace, regress, flags['approval-audit'], flags['credential-evidence']];
  return [...lists.flatMap((text) => normalizeList(text.split(','))), ...keyFilesOf(flags)];
}

function build(
  context: Context,
  runpack: Runpack,
  folder: string,
  flags: SourceFlags,
  key: Parameters<typeof buildGuardPack>[1]['key'],
): BuiltGuardPack {
  const files = (paths: readonly string[]): SourceFile[] =>
    paths.map((path) => ({ path, bytes: readWhole(context.resolve(path)) }));
  const given = (text: string): string[] => normalizeList(text.split(','));
  const orBeside = (text: string, prefix: string): string[] => {
    const paths = given(text);
    return paths.length > 0 ? paths : beside(context, folder, prefix);
  };
  return buildGuardPack(runpack, {
    caseId: flags['case-id'],
    templateId: flags.template,
    renderPdf: flags['render-pdf'],
    profile: parseProfile(flags.profile),
    producerVersion: context.version,
    key,
    inventories: files(given(flags.inventory)),
    traces: files(given(flags.trace)),
    regressResults: files(given(flags.regress)),
    approvalAudits: files(orBeside(flags['approval-audit'], 'approval_audit_')),
    credentialEvidence: files(orBeside(flags['credential-evidence'], 'credential_evidence_')),
  });
}

/** Evidence that commands left beside the runpack. */
function beside(context: Context, folder: string, prefix: string): string[] {
  const names = readdirSync(context.resolve(folder)).filter(
    (name) => name.startsWith(prefix) && name.endsWith('.json'),
  );
  return sortUtf8(names.map((name) => join(folder, name)));
}

function readNamed<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw isCodedError(error) ? error.at({ file }) : error;
  }
}

function guardPackText({ manifest }: BuiltGuardPack, path: string, paint: Paint): string[] {
  return [
    paint.verdict(true, `made guard pack ${path}`),
    ...paint.pairs({
      'guard pack': manifest.pack_id,
      run: manifest.run_id,
      case: unlessEmpty(manifest.case_id),
      template: manifest.template_id,
      files: manifest.contents?.length,
      signature: manifest.signatures?.[0]?.key_id,
    }),
    ...paint.table(
      (manifest.control_index ?? []).map(({ control_id, title, evidence_paths }) => [
        `  ${control_id}`,
        title,
        countFiles(evidence_paths?.length ?? 0),
      ]),
    ),
    paint.dim(`next: gait guard verify ${path}`),
  ];
}

function countFiles(count: number): string {
  return `${count} ${count === 1 ? 'file' : 'files'}`;
}
