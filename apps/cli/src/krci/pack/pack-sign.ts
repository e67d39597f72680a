import { join } from 'node:path';
import { CodedError, isJsonObject, parseJson, sha256Hex } from '@gait/canon';
import { cleanPath, isThere, openPackSource, readWhole, writeWhole } from '@gait/local';
import {
  addBundle,
  addSignature,
  encodeSignatureFile,
  MARKET_LIMITS,
  PACK_LIMITS,
  PACK_MANIFEST,
  RELEASE_SCHEMA,
  parseMarketIndex,
  parsePackAddress,
  parseReleaseIndex,
  parseSignatureFile,
  SIGNATURE_FILE,
  SIGNATURE_SUFFIX,
  verifyPack,
  type SignatureFile,
} from '@gait/registry';
import { boolFlag, defineCommand, textFlag } from '../../command.ts';
import type { Context } from '../../context.ts';
import { loadSigner, namesPrivateKey, SIGNING_FLAGS } from '../../key-flags.ts';
import { refusalError } from './fetch-verified.ts';
import { sourcePlace } from './source-place.ts';

/** `krci-ai pack sign`: vouch for a pack, or for an index. */
export const command = defineCommand({
  path: ['pack', 'sign'],
  explain:
    'Signs a pack or an index: writes the file of signatures beside it and changes nothing in it.',
  flags: {
    ...SIGNING_FLAGS,
    sigstore: textFlag({
      value: 'FILE',
      help: 'add this sigstore bundle, made over krci-pack.json with cosign sign-blob, or provenance of it',
    }),
    manifest: textFlag({
      value: 'FILE',
      help: 'write the bytes that are signed to a file, for cosign; sign nothing',
    }),
    'dry-run': boolFlag({ help: 'show what would be signed; write nothing' }),
  },
  positionals: [
    { name: 'pack', help: 'zip, folder with krci-pack.json, or index of packs or releases' },
  ],
  example: 'krci-ai pack sign finance-1.0.0.zip --private-key ~/.config/gait/acme_private.key',
  notes: ['A signature of the same key is replaced; those of other keys stay.'],
  async run(context, { flags, positionals: [given = ''] }) {
    const subject = await readSubject(context, given);
    const digest = sha256Hex(subject.bytes);
    if (flags.manifest !== '') {
      writeWhole(context.resolve(flags.manifest), subject.bytes, { mode: 0o644 });
      return {
        exit: 0,
        json: { ok: true, manifest_digest: digest, path: flags.manifest, signed: false },
        text: (paint) => [paint.verdict(true, `wrote ${flags.manifest}`)],
      };
    }
    if (flags.sigstore === '' && !namesPrivateKey(context, flags)) {
      throw new CodedError('key_missing', 'there is no key to sign with', {
        hint: 'pass --private-key FILE (gait keys init makes one) or --sigstore BUNDLE',
      });
    }
    const target = context.resolve(subject.signatures);
    let file = isThere(target) ? readSignatures(target) : undefined;
    if (namesPrivateKey(context, flags)) {
      const { key, warnings } = await loadSigner(context, flags, 'prod');
      for (const { message } of warnings) context.warn(`warning: ${message}`);
      file = addSignature(file, digest, key);
    }
    if (flags.sigstore !== '') {
      const value = parseJson(
        readWhole(context.resolve(flags.sigstore), { maxBytes: 1024 * 1024 }),
      );
      if (!isJsonObject(value)) throw new CodedError('sigstore_invalid', 'the bundle is no object');
      file = addBundle(file, digest, value);
    }
    const dry = flags['dry-run'];
    if (file !== undefined && !dry) {
      writeWhole(target, encodeSignatureFile(file), { mode: 0o644 });
    }
    return {
      exit: 0,
      json: {
        ok: true,
        manifest_digest: digest,
        path: subject.signatures,
        signatures: file?.signatures.map(({ alg, key_id }) => ({ alg, key_id })) ?? [],
        sigstore: file?.sigstore.length ?? 0,
        signed: !dry,
      },
      text: (paint) => [
        paint.verdict(true, `${dry ? 'would write' : 'wrote'} ${subject.signatures}`),
        ...paint.pairs({
          digest: `sha256:${digest}`,
          keys: file?.signatures.map(({ key_id: id }) => id).join(', '),
        }),
      ],
    };
  },
});

/** What is signed, and the file that the signatures go to. */
interface Subject {
  readonly bytes: Uint8Array;
  /** As the user would write it. */
  readonly signatures: string;
}

/** A signature says "this is mine": what is no sound pack or index gets none. */
async function readSubject(context: Context, given: string): Promise<Subject> {
  const path = context.resolve(given);
  if (given.endsWith('.json')) {
    const bytes = readWhole(path, { maxBytes: MARKET_LIMITS.indexBytes });
    parseIndex(bytes);
    return { bytes, signatures: given + SIGNATURE_SUFFIX };
  }
  if (parsePackAddress(given).kind !== 'folder') {
    throw new CodedError('pack_address_invalid', 'only a pack on this machine can be signed', {
      hint: 'krci-ai pack pull brings it, krci-ai pack publish sends the signatures',
    });
  }
  const fetched = await openPackSource(given, sourcePlace(context)).fetch();
  const verdict = verifyPack(
    { ...fetched, signatures: [] },
    { profile: 'standard', now: context.now() },
  );
  if (!verdict.ok) throw refusalError(verdict, given);
  const unpacked = isThere(join(path, PACK_MANIFEST));
  return {
    bytes: verdict.manifestBytes,
    signatures: unpacked ? cleanPath(`${given}/${SIGNATURE_FILE}`) : given + SIGNATURE_SUFFIX,
  };
}

/** An index of packs or of releases. */
function parseIndex(bytes: Uint8Array): void {
  const value = parseJson(bytes, { maxBytes: MARKET_LIMITS.indexBytes });
  const isReleases = isJsonObject(value) && value['schema_id'] === RELEASE_SCHEMA.id;
  if (isReleases) parseReleaseIndex(bytes);
  else parseMarketIndex(bytes);
}

function readSignatures(path: string): SignatureFile {
  return parseSignatureFile(readWhole(path, { maxBytes: PACK_LIMITS.signatureFileBytes }));
}
