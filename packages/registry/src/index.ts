// packs
export {
  archiveOf,
  buildPack,
  type BuiltPack,
  type PackHead,
  type PackInput,
} from './pack/build-pack.ts';
export { judgeContent, judgePackPath, mayExecute, PACK_FOLDERS } from './pack/judge-content.ts';
export { openArchive } from './pack/open-archive.ts';
export { PACK_LIMITS } from './pack/pack-limits.ts';
export {
  manifestDigestOf,
  PACK_MANIFEST,
  parseManifest,
  type PackFile,
  type PackManifest,
  type PackRequirement,
} from './pack/pack-manifest.ts';
export { isPackName, packFileStem } from './pack/pack-name.ts';

// signatures
export {
  addBundle,
  addSignature,
  encodeSignatureFile,
  parseSignatureFile,
  SIGNATURE_FILE,
  SIGNATURE_SUFFIX,
  type SignatureFile,
} from './sign/signature-file.ts';
export { mergeSignatureFiles } from './sign/merge-signatures.ts';
export { openSigstore, type SigstoreSigner, type SigstoreVerifier } from './sign/sigstore.ts';

// trust and verification
export { judgeSigners, trustOfKey, type Signer, type SignerCheck } from './trust/judge-signers.ts';
export { parsePackTrust, type PackTrust, type TrustedPublisher } from './trust/trust-policy.ts';
export {
  unmetRequirements,
  type ExpectedPack,
  type InstalledPack,
} from './verify/expected-pack.ts';
export { packTree } from './verify/pack-tree.ts';
export type { PackNote, PackSignature, Refusal } from './verify/verdict.ts';
export {
  verifyPack,
  type PackVerdict,
  type VerifiedPack,
  type VerifyPackOptions,
} from './verify/verify-pack.ts';

// where packs come from
export {
  addressToTell,
  originOf,
  parsePackAddress,
  type GitAddress,
  type HttpsAddress,
  type OciAddress,
  type PackAddress,
} from './source/pack-address.ts';
export type { FetchedPack, PackRequest, PackSource } from './source/pack-source.ts';

// indexes
export { addToIndex, yankFromIndex, type IndexedPack } from './market/edit-index.ts';
export { judgeIndex, type JudgedIndex } from './market/judge-index.ts';
export { isNewer, newestOf, newestVersion, searchIndex } from './market/search-index.ts';
export { addressOfVersion } from './market/source-of-version.ts';
export {
  encodeMarketIndex,
  MARKET_LIMITS,
  newestFirst,
  parseMarketIndex,
  type MarketIndex,
  type MarketPack,
  type MarketVersion,
} from './market/market-index.ts';

// packs in an OCI registry
export { readChallenge, type AuthChallenge } from './oci/auth-challenge.ts';
export {
  badAnswer,
  OCI_DOCUMENT_BYTES,
  OCI_TYPES,
  readDocument,
  readTags,
  type Descriptor,
} from './oci/descriptor.ts';
export {
  describe,
  EMPTY_CONFIG,
  encodePackImage,
  encodeReferrers,
  encodeSignatureImage,
  readPackImage,
  readReferrers,
  readSignatureImage,
  referrersTag,
  type OciDocument,
} from './oci/image-manifest.ts';

// releases of the executable
export {
  channelOf,
  CHANNELS,
  newestRelease,
  openReleaseIndex,
  parseReleaseIndex,
  RELEASE_SCHEMA,
  RELEASE_LIMITS,
  type Channel,
  type Release,
  type ReleaseIndex,
} from './release/release-index.ts';
export { addRelease, encodeReleaseIndex, withdrawRelease } from './release/edit-releases.ts';
