import { addPath, addService, type Call } from '../draft.ts';

/** `terraform show FILE` prints a plan; without a file the state, which holds passwords. */
export function readTerraformShow({ draft, words }: Call): void {
  const [file] = words.operands;
  if (file !== undefined) addPath(draft, 'read', file);
  addService(draft, 'read', 'terraform', file?.value ?? '', file === undefined ? 'secret' : 'show');
}
