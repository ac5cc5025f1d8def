import type { ReportLine } from "../../api";
import { useWords, type Key } from "../../words";
import { change, percent, told } from "./lib";

/** The five figures, each with how it changed. */
export function FiguresRow({ figures }: { figures: ReportLine[] }) {
  const words = useWords();
  return (
    <div className="figures">
      {figures.map((f) => (
        <div key={f.code} className="figure" data-testid={`figure-${f.code}`}>
          <span className="quiet">{words(`figure.${f.code}` as Key)}</span>
          <b className="tabular">{told(f, 0)}</b>
          <small className="tabular quiet">
            {f.change ? <span>{`${words("reports.against_before")} ${change(f.change)} ${percent(f.change)}`}</span> : null}
            {f.change_of_year ? (
              <span>{`${words("reports.against_year")} ${change(f.change_of_year)} ${percent(f.change_of_year)}`}</span>
            ) : null}
          </small>
        </div>
      ))}
    </div>
  );
}
