import { connect } from '../client/connect.ts';
import type { Endpoint } from '../endpoint/endpoints.ts';

/** Milliseconds that deleting one file may take. */
const TIMEOUT_MS = 30_000;

/** Deletes uploaded files from the server, as far as that works: files that stay count towards the account's 1,000. */
export async function deleteUploads(
  endpoint: Endpoint,
  key: string | undefined,
  ids: readonly string[],
): Promise<void> {
  const remove = async (id: string) => (await connect(endpoint, key)).files.delete(id, { timeout: TIMEOUT_MS });
  await Promise.allSettled(ids.map(remove));
}
