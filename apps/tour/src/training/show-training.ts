import { SingleBar } from 'cli-progress';
import Table from 'cli-table3';
import pc from 'picocolors';
import { readDigits } from './mnist.js';
import { type Outcome, recipes, train } from './train.js';

export interface ShowTrainingOptions {
  readonly seed: number | bigint;
  readonly steps: number;
  readonly write: (text: string) => void;
  /** Draw a progress bar. */
  readonly interactive: boolean;
}

/** Trains one network from every initialization on real digits and compares them in a table. */
export function showTraining({ seed, steps, write, interactive }: ShowTrainingOptions): void {
  const digits = readDigits('train', 9600);
  const test = readDigits('t10k', 2000);
  write(`${pc.bold(pc.cyan('Handwritten digits: five layers, 100 wide, under six initializations'))}\n\n`);
  const outcomes = recipes.map((recipe) => {
    const bar = interactive
      ? new SingleBar({
          format: `${recipe.name.padEnd(18)} {bar} {value}/{total}  loss {loss}`,
          hideCursor: true,
          clearOnComplete: true,
        })
      : null;
    bar?.start(steps, 0, { loss: '' });
    const outcome = train(recipe, digits, test, {
      seed,
      steps,
      onStep: (step, loss) => bar?.update(step, { loss: loss.toFixed(3) }),
    });
    bar?.stop();
    write(`  ${recipe.name.padEnd(18)} done, accuracy ${percent(outcome.accuracy)}\n`);
    return outcome;
  });
  write(`\n${table(outcomes)}\n\n${lesson(outcomes)}\n`);
}

function table(outcomes: readonly Outcome[]): string {
  const rows = new Table({
    head: [
      'initialization',
      `first loss\n(ln 10 = ${Math.LN10.toFixed(3)})`,
      'activations, std\nfirst hidden',
      '\nlast hidden',
      'loss\nat the end',
      'test\naccuracy',
      '',
    ],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'left'],
    style: { head: pc.isColorSupported ? ['cyan'] : [], border: [] },
  });
  for (const o of outcomes) {
    rows.push([
      o.recipe,
      number(o.initialLoss),
      number(o.firstStd),
      number(o.lastStd),
      number(o.finalLoss),
      percent(o.accuracy),
      trains(o) ? pc.green('trains') : pc.red('dies'),
    ]);
  }
  return rows.toString();
}

/** More than guessing one digit for all. */
function trains(outcome: Outcome): boolean {
  return outcome.accuracy > 0.5;
}

function lesson(outcomes: readonly Outcome[]): string {
  const list = (wanted: boolean): string =>
    outcomes
      .filter((o) => trains(o) === wanted)
      .map((o) => o.recipe)
      .join('; ');
  return `Trains: ${list(true) || 'none'}.\nDies:   ${list(false) || 'none'}.\nWhat keeps the scale of the activations from the first hidden layer to the last trains; what loses it, or makes all units alike, does not.`;
}

function number(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 1e4 || (value !== 0 && Math.abs(value) < 1e-3) ? value.toExponential(2) : value.toFixed(3);
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
