export { causeOf, type Problem, problemLine } from './problem';
export { decode, type ReadText, readText } from './read-text';
export { readSettingsFile, ruleIds, type SettingsFile, settingsFileName } from './settings-file';
export { nearestFolderWith } from './upward';
export { type Found, isRead, walk } from './walk';
