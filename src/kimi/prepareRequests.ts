import type { ToolDefinition } from '../agent/model.ts';
import { connect } from './attempt.ts';
import type { Endpoint } from './endpoints.ts';
import { wireTools } from './wireMessages.ts';

/** Does ahead of the first request what it would wait for: loads the client, and puts the tools into their sent form. Sends nothing. */
export async function prepareRequests(endpoint: Endpoint, tools: readonly ToolDefinition[]): Promise<void> {
  await connect(endpoint, undefined);
  wireTools(tools);
}
