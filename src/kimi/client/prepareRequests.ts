import type { ToolDefinition } from '../../agent/contracts/model.ts';
import type { Endpoint } from '../endpoint/endpoints.ts';
import { wireTools } from '../request/wireMessages.ts';
import { connect } from './connect.ts';

/** Does ahead of the first request what it would wait for: loads the client, and puts the tools into their sent form. Sends nothing. */
export async function prepareRequests(endpoint: Endpoint, tools: readonly ToolDefinition[]): Promise<void> {
  await connect(endpoint, undefined);
  wireTools(tools);
}
