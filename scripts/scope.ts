/** The npm scope under which every package of this workspace is named; `rescope.ts` changes it. */
export const SCOPE = '@gait';
