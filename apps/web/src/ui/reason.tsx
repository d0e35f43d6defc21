import { Button, Textarea } from "@mantine/core";
import { reasonProblem } from "./reason-rules.ts";

/** One field for why something is done, with offered texts. Shown exactly where the rules demand a reason. */
export function Reason(props: {
  readonly value: string;
  readonly change: (value: string) => void;
  readonly offered: readonly string[];
  readonly label?: string;
}) {
  const { value, change, offered, label = "Reason" } = props;
  const problem = value === "" ? undefined : reasonProblem(value);
  return (
    <div className="stack-8">
      <Textarea
        label={label}
        description="3 to 500 characters. It stays in History."
        autosize
        minRows={2}
        maxLength={500}
        value={value}
        error={problem}
        onChange={(event) => change(event.currentTarget.value)}
      />
      <div className="row-8">
        {offered.map((text) => (
          <Button key={text} variant="default" size="sm" onClick={() => change(text)}>
            {text}
          </Button>
        ))}
      </div>
    </div>
  );
}
