/** What a run of the measuring stick says of a peer on one piece of work: milliseconds, or why there are none. */
interface StickRow {
  readonly med?: number;
  readonly vsTorch1?: number;
  readonly note?: string;
}

/** The parts of the measuring stick's results that the page shows. */
export interface StickRun {
  readonly date: string;
  readonly node: string;
  readonly clock: string;
  readonly peers: Readonly<Record<string, string>>;
  readonly cases: Readonly<
    Record<
      string,
      { readonly desc: string; readonly bestJs?: string; readonly rows: Readonly<Record<string, StickRow>> }
    >
  >;
}

const ratio = (value: number | undefined): string => (value === undefined ? '–' : value.toPrecision(3));

/** A row for every case: the best other JavaScript library and ours, as ratios to PyTorch on one thread. */
export function stickTable({ date, node, clock, peers, cases }: StickRun): string {
  const others = Object.keys(peers).filter((name) => name !== 'ours' && !name.startsWith('torch'));
  const lines = Object.values(cases).map(({ desc, bestJs, rows }) => {
    const [ours, best] = [rows.ours, bestJs === undefined ? undefined : rows[bestJs]];
    const name = bestJs === undefined ? 'none does it' : bestJs;
    const share = ours?.med !== undefined && best?.med !== undefined ? best.med / ours.med : undefined;
    const own = ours?.note ?? ratio(ours?.vsTorch1);
    return `| ${desc} | ${name} | ${ratio(best?.vsTorch1)} | ${own} | ${share === undefined ? '–' : `${share.toPrecision(2)}×`} |`;
  });
  return [
    `Node ${node.slice(1)}, ${date.slice(0, 10)}, ${clock === 'cpu' ? "the processor's time" : 'by the clock'}; among ${others.join(', ')}.`,
    '',
    '| work | best other | its ratio to PyTorch | ours | ours is faster by |',
    '| --- | --- | --: | --: | --: |',
    ...lines,
  ].join('\n');
}
