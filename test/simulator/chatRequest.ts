/** The body of `POST /chat/completions`, as far as the simulator has checked it. */
export interface ChatRequest {
  model: string;
  messages: ChatMessage[];
  tools?: ToolDefinition[] | null;
  stream?: boolean | null;
  stream_options?: { include_usage?: boolean | null } | null;
  prompt_cache_key?: string | null;
  max_tokens?: number | null;
  max_completion_tokens?: number | null;
  [field: string]: unknown;
}

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content?: string | ContentPart[] | null;
  name?: string | null;
  partial?: boolean | null;
  reasoning_content?: string | null;
  reasoning?: string | null;
  tool_calls?: WireToolCall[] | null;
  tool_call_id?: string | null;
}

export type ContentPart =
  | { type: 'text'; text: string }
  | { type: 'image_url'; image_url: string | { url: string } }
  | { type: 'video_url'; video_url: string | { url: string } };

export interface WireToolCall {
  index?: number;
  id: string;
  type: 'function';
  function: { name: string; arguments: string };
}

export interface ToolDefinition {
  type: 'function' | 'builtin_function';
  function: { name: string; description?: string | null; parameters?: unknown; strict?: boolean | null };
}
