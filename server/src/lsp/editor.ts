import type { ClientCapabilities } from 'vscode-languageserver/node';

/** What an editor can do, as far as answers depend on it. */
export interface Editor {
  readonly capabilities: ClientCapabilities;
  /** Whether it takes whole manifests as snippets, and does not have them from elsewhere. */
  readonly snippets: boolean;
  /** Its own command that asks for completions again. */
  readonly suggestCommand?: string | undefined;
  /** Its own command that asks for the hosts that a Gateway is to lead out as well. */
  readonly addHostCommand?: string | undefined;
  /** Its own command that says what a refactoring has changed, and what is to be known of it. */
  readonly madeCommand?: string | undefined;
}
