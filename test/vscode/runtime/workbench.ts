import { basename } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { until } from './until';

/** The window as a person uses it: by keyboard, mouse and what is to be seen. */
export class Workbench {
  readonly editor: Locator;
  readonly squiggles: Locator;
  private readonly quickInput: Locator;
  private readonly quickInputBox: Locator;
  private readonly quickInputRows: Locator;

  constructor(readonly page: Page) {
    page.setDefaultTimeout(20_000);
    this.editor = page.locator('.editor-group-container.active .editor-instance');
    this.squiggles = this.editor.locator('.squiggly-error, .squiggly-warning');
    this.quickInput = page.locator('.quick-input-widget:visible');
    this.quickInputBox = this.quickInput.locator('.quick-input-box input');
    this.quickInputRows = this.quickInput.locator('.quick-input-list .monaco-list-row');
  }

  async ready(): Promise<void> {
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  }

  async openFile(path: string): Promise<void> {
    await this.page.keyboard.press('Control+p');
    await this.quickInputBox.fill(path);
    await this.chosen(basename(path)).waitFor();
    await this.page.keyboard.press('Enter');
    await this.tab(basename(path)).waitFor();
    await this.editor.locator('.view-line').first().waitFor();
  }

  tab(name: string): Locator {
    return this.page.locator(`.tabs-container .tab.active[data-resource-name="${name}"]`);
  }

  /** Runs a command by the words of the palette. */
  async run(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.quickInputBox.fill(`>${title}`);
    await this.chosen(title).waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** The row that Enter takes. What was used before is listed first until the search has been made. */
  chosen(text: string): Locator {
    return this.quickInput.locator('.quick-input-list .monaco-list-row.focused', { hasText: text });
  }

  /** A row of the list that asks. */
  choice(text: string | RegExp): Locator {
    return this.quickInputRows.filter({ hasText: text }).first();
  }

  /** The box that asks, when its title, prompt or placeholder reads so. */
  question(words: RegExp): Locator {
    return this.quickInput.filter({ hasText: words }).or(this.quickInput.getByPlaceholder(words)).first();
  }

  /** Takes a row of the list that asks, wherever it is in it, by what is typed. */
  async find(text: string): Promise<void> {
    await this.quickInputBox.fill(text);
    await this.chosen(text).waitFor();
  }

  /** What leads to the question before. */
  get back(): Locator {
    return this.quickInput.getByRole('button', { name: 'Back' });
  }

  /** The rows of the preview of a refactoring. */
  get refactoring(): Locator {
    return this.page.locator('.bulk-edit-panel .monaco-list-row');
  }

  async applyRefactoring(): Promise<void> {
    await this.page.locator('.bulk-edit-panel .monaco-button', { hasText: 'Apply' }).click();
  }

  toast(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-toast', { hasText: text }).first();
  }

  /** Text of a page that is shown as Markdown. */
  markdown(text: string): Locator {
    return this.page.frameLocator('iframe.webview').frameLocator('iframe#active-frame').getByText(text).first();
  }

  async answer(text: string): Promise<void> {
    await this.quickInputBox.fill(text);
    await this.page.keyboard.press('Enter');
  }

  async moveCursor(line: number, column: number): Promise<void> {
    await this.editor.locator('.view-lines').first().click();
    await this.page.keyboard.press('Control+g');
    await this.quickInputBox.fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  line(text: string | RegExp): Locator {
    return this.editor.locator('.view-line', { hasText: text }).first();
  }

  problem(text: string | RegExp): Locator {
    return this.page.locator('.markers-panel .monaco-list-row', { hasText: text }).first();
  }

  hover(text: string | RegExp): Locator {
    return this.page.locator('.monaco-hover:visible', { hasText: text }).first();
  }

  /** Opens the quick fixes at the cursor, with the one that says this in front. */
  proposeFix(text: string | RegExp): Promise<void> {
    return this.openActions(this.actions.locator('.monaco-list-row.focused', { hasText: text }));
  }

  /** Opens the actions at the cursor, with one that says this among them. */
  proposeAction(text: string): Promise<void> {
    return this.openActions(this.action(text));
  }

  /** In the menu of actions, the one that says this. */
  action(text: string): Locator {
    return this.actions.locator('.monaco-list-row.action', { hasText: text }).first();
  }

  private get actions(): Locator {
    return this.page.locator('.action-widget:not(.action-list-submenu-panel)');
  }

  /** Whatever still moves may close the menu again. */
  private async openActions(wanted: Locator): Promise<void> {
    const isOpen = async (): Promise<boolean> => {
      if (await wanted.isVisible()) return true;
      await this.page.keyboard.press('Control+.');
      return wanted.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
    };
    await until(isOpen, { what: `${wanted}`, milliseconds: 20_000 });
  }

  suggestion(text: string | RegExp): Locator {
    return this.page.locator('.suggest-widget.visible .monaco-list-row', { hasText: text }).first();
  }

  /** Not Playwright's own hover: the lines of text lie above the decoration, which has no box while it is redrawn. */
  async pointAt(decoration: Locator): Promise<void> {
    const box = await until(async () => (await decoration.boundingBox().catch(() => null)) ?? undefined, {
      what: 'the decoration is drawn',
    });
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await this.page.mouse.move(x - 3, y);
    await this.page.mouse.move(x, y, { steps: 3 });
  }

  /** All of the active editor, not only the lines that are drawn. */
  async wholeText(): Promise<string> {
    await this.editor.locator('.view-lines').first().click();
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.press('Control+c');
    await this.page.keyboard.press('Control+Home');
    return this.page.evaluate<string>('navigator.clipboard.readText()');
  }
}
