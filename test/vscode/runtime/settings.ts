import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What keeps the window still: no welcome page, chat, update, survey, network look-up or animation. */
const quietSettings: Readonly<Record<string, unknown>> = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.enabled': false,
  'files.autoSave': 'off', // as on the desktop
  'git.enabled': false,
  'npm.autoDetect': 'off',
  'editor.accessibilitySupport': 'off',
  'editor.cursorBlinking': 'solid',
  'window.menuBarVisibility': 'compact',
};

/** Gives a fresh user data folder, of a desktop VS Code or of a server, its settings; one that has some keeps them. */
export function writeSettings(userDataDir: string, settings: Readonly<Record<string, unknown>> = {}): void {
  const file = join(userDataDir, 'User/settings.json');
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ ...quietSettings, ...settings }, null, 2));
}
