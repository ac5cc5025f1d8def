import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useLocal, useRead, type OpenTask } from "../../api";

/** Goes to a person: from a matter in hand, which is the purpose by itself, or from a list, where a purpose is asked for. */
export function useOpenPerson(): (id: string, task: OpenTask | null) => void {
  const [, go] = useLocation();
  const [tasks, setTasks] = useLocal("tasks");
  return (id, task) => {
    const others = Object.fromEntries(Object.entries(tasks).filter(([person]) => person !== id));
    setTasks(task ? { ...others, [id]: task } : others);
    go(`/people/${id}`);
  };
}

/** A person, opened from where they were opened, else for the purpose of this visit. */
export function usePerson(id: string) {
  const [tasks] = useLocal("tasks");
  const [purpose, setPurpose] = useLocal("purpose");
  const [sure, setSure] = useState(false);
  const person = useRead("personPage", [id, { task: tasks[id] ?? null, purpose, sure }], true);
  // Going on holds for this once.
  const opened = person.isSuccess && !person.isPlaceholderData;
  useEffect(() => {
    if (opened) setSure(false);
  }, [opened]);
  return { person, choose: setPurpose, goOn: () => setSure(true) };
}
