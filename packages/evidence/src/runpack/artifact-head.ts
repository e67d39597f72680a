import { str, time } from '@gait/canon';

/** What most records begin with, in this order: what they are, made when and by what. */
export const ARTIFACT_HEAD = {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  producer_version: str(),
};
