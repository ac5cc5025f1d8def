import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CURTAIN_MS, IDLE_MS, useIdleLock } from "./idle-lock";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pass = (ms: number) => act(() => void vi.advanceTimersByTime(ms));

test("the book locks once after ten minutes without a sign of anybody", () => {
  const lock = vi.fn();
  renderHook(() => useIdleLock(lock));
  pass(IDLE_MS - 10_000);
  expect(lock).not.toHaveBeenCalled();
  pass(20_000);
  expect(lock).toHaveBeenCalledTimes(1);
  pass(IDLE_MS);
  expect(lock).toHaveBeenCalledTimes(1);
});

test("a key or a touch begins the ten minutes anew", () => {
  const lock = vi.fn();
  renderHook(() => useIdleLock(lock));
  for (const sign of ["keydown", "pointerdown"]) {
    pass(IDLE_MS - 10_000);
    window.dispatchEvent(new Event(sign));
  }
  pass(IDLE_MS - 10_000);
  expect(lock).not.toHaveBeenCalled();
});

test("the curtain comes down sooner", () => {
  const cover = vi.fn();
  renderHook(() => useIdleLock(cover, CURTAIN_MS));
  pass(CURTAIN_MS - 10_000);
  expect(cover).not.toHaveBeenCalled();
  pass(20_000);
  expect(cover).toHaveBeenCalledTimes(1);
});

test("a PIN that is set while the book is open brings the curtain down too", () => {
  const cover = vi.fn();
  const { rerender } = renderHook(({ after }) => useIdleLock(cover, after), { initialProps: { after: Infinity } });
  pass(IDLE_MS);
  expect(cover).not.toHaveBeenCalled();
  rerender({ after: CURTAIN_MS });
  pass(CURTAIN_MS + 10_000);
  expect(cover).toHaveBeenCalledTimes(1);
});

test("the key that wakes a laptop up locks it", () => {
  const lock = vi.fn();
  renderHook(() => useIdleLock(lock));
  vi.setSystemTime(Date.now() + IDLE_MS);
  window.dispatchEvent(new Event("keydown"));
  expect(lock).toHaveBeenCalledTimes(1);
});

test("a laptop that slept longer locks when it wakes", () => {
  const lock = vi.fn();
  renderHook(() => useIdleLock(lock));
  vi.setSystemTime(Date.now() + IDLE_MS);
  document.dispatchEvent(new Event("visibilitychange"));
  expect(lock).toHaveBeenCalledTimes(1);
});
