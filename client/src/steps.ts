import { QuickInputButtons, type QuickPickItem, window } from 'vscode';

/** The user went back to the question before, or closed the questions for good. */
export type Answer<T> = { readonly value: T } | 'back' | undefined;

/** Where a question stands among the others. */
export interface Place {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
  /** By default where there is a question before. */
  readonly canGoBack?: boolean;
}

/** A question, and what is written down of its answer. */
export type Question<S> = (place: Place, state: S) => Promise<Answer<unknown>>;

/** Asks one question after another, with a way back; whether all are answered. What is asked may follow from answers. */
export async function askAll<S>(title: string, questionsAfter: (state: S) => readonly Question<S>[], state: S) {
  for (let step = 1; ; ) {
    const questions = questionsAfter(state);
    const question = questions[step - 1];
    if (!question) return true;
    const answer = await question({ title, step, totalSteps: questions.length }, state);
    if (answer === undefined) return false;
    step += answer === 'back' ? -1 : 1;
  }
}

/** A line of text; `problem` says what is wrong with what is written so far, and stands in the way of going on. */
export function ask(
  question: Place & {
    prompt: string;
    placeholder: string;
    value: string;
    problem: (text: string) => string | undefined;
  },
): Promise<Answer<string>> {
  const input = window.createInputBox();
  Object.assign(input, {
    ...common(question),
    prompt: question.prompt,
    placeholder: question.placeholder,
    value: question.value,
  });
  return new Promise((answer) => {
    input.onDidChangeValue(() => {
      input.validationMessage = '';
    });
    input.onDidAccept(() => {
      const problem = question.problem(input.value);
      if (problem) input.validationMessage = problem;
      else finish({ value: input.value.trim() });
    });
    input.onDidTriggerButton(() => finish('back'));
    input.onDidHide(() => finish(undefined));
    input.show();
    const finish = (value: Answer<string>): void => {
      answer(value);
      input.dispose();
    };
  });
}

/** One of a few; the first is the default, unless another is. */
export function choose<T extends QuickPickItem>(
  question: Place & { items: readonly T[]; placeholder: string; active?: T | undefined },
): Promise<Answer<T>> {
  const { items, placeholder, active } = question;
  const pick = window.createQuickPick<T>();
  Object.assign(pick, { ...common(question), items, placeholder, ...(active ? { activeItems: [active] } : {}) });
  return new Promise((answer) => {
    pick.onDidAccept(() => {
      const [value] = pick.selectedItems;
      if (value) finish({ value });
    });
    pick.onDidTriggerButton(() => finish('back'));
    pick.onDidHide(() => finish(undefined));
    pick.show();
    const finish = (value: Answer<T>): void => {
      answer(value);
      pick.dispose();
    };
  });
}

const common = ({ title, step, totalSteps, canGoBack = step > 1 }: Place) => ({
  title,
  step,
  totalSteps,
  ignoreFocusOut: true,
  buttons: canGoBack ? [QuickInputButtons.Back] : [],
});
