#!/usr/bin/env python3
"""Draws the samples of an eval on the machine where it runs. Python 3.8 or later, standard library only.

    trace_worker.py RUN_DIR SHARD SHARDS    draws the missing chunks whose place in the plan is SHARD modulo SHARDS
    trace_worker.py ray                     the same as a Ray job: the package is the working directory
    trace_worker.py poll RUN_DIR            a cursor on stdin; what happened since then on stdout
    trace_worker.py grade                   {"gold", "text"} a line on stdin; a verdict of Math-Verify a line on stdout

RUN_DIR holds what it reads: `run.json` (the eval; no secret, no address) and `worker.json` (address of the server, name of
the variable or file that holds its key, ids of the chunks to draw). It writes there, and nowhere else:

    chunks/<id>.jsonl               one line a sample; written beside, synced, renamed: a file that is there is whole
    grades/<id>.jsonl               verdicts of that chunk's samples; written before the chunk
    events/<shard>-a<attempt>.jsonl what happened; appended

A chunk that is there is never drawn again, so starting it again is how to go on.

Exits with 0 (nothing is left to do; chunks that failed for good are among the events), 2 (nothing can work until someone
changes something), 75 (try again later) or 143 (told to stop). The last event of a run says which, and why.
"""
import errno
import hashlib
import http.client
import json
import os
import queue
import random
import re
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

VERSION = "1"
OK, CONFIG, AGAIN, STOPPED = 0, 2, 75, 143

ID = re.compile(r"[0-9A-Za-z_][0-9A-Za-z._-]{0,63}\Z")
# How a refusal of `n` reads.
TOO_MANY = re.compile(r"\bn(_cmpl)?\b['\"` ]*(:|>|=|must|is|should|cannot|can't)|only one|multiple", re.I)
# Fields that change nothing or little where they stand at "off"; a server that refuses one by name goes without.
DROPPABLE = ("top_k", "min_p", "repetition_penalty", "presence_penalty", "frequency_penalty", "seed", "stream_options")
BUSY = (408, 429, 502, 503, 504)
BUSY_TRIES, BROKEN_TRIES, ERROR_TRIES = 6, 6, 3
FIRST_WAIT, MOST_WAIT, MOST_RETRY_AFTER = 0.5, 60.0, 600.0
MOST_LINE = 16 * 1024 * 1024
LONG_CHARS = 80
NO_SAMPLE = ("abort", "error", "cancelled")


class Stopped(Exception):
    """Told to stop."""


class Ending(Exception):
    """The worker can't go on; carries its exit code, and the sentence for people."""

    def __init__(self, exit_code, code, message):
        super().__init__(message)
        self.exit_code, self.code, self.message = exit_code, code, message


class Failure(Exception):
    """A request that gave no samples: status, unreachable or broken."""

    def __init__(self, kind, message, status=0, retry_after=None):
        super().__init__(message)
        self.kind, self.message, self.status, self.retry_after = kind, message, status, retry_after


# ---------------------------------------------------------------------------------------------------------------- main


def main(argv):
    if argv == ["--version"]:
        print(VERSION)
        return OK
    if argv == ["grade"]:
        return grade_lines()
    if argv == ["ray"]:
        return run(ray_run_dir(), 0, 1)
    if len(argv) == 2 and argv[0] == "poll":
        return poll(argv[1])
    if len(argv) == 3 and argv[1].isdigit() and argv[2].isdigit() and int(argv[1]) < int(argv[2]):
        return run(argv[0], int(argv[1]), int(argv[2]))
    print(__doc__, file=sys.stderr)
    return CONFIG


def run(run_dir, shard, shards):
    """Draws one shard. Returns the exit code; everything else is in the files."""
    try:
        job = Job(run_dir, shard, shards)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print("This directory can't be read as a run: %r" % error, file=sys.stderr)
        return CONFIG
    stop = Stop()
    try:
        Sampler(job, stop).run()
        ending = Ending(OK, "", "")
    except Stopped:
        ending = Ending(STOPPED, "aborted", "It was told to stop.")
    except Ending as error:
        ending = error
    except OSError as error:
        ending = disk_ending(error)
    job.end(ending)
    print("%s exits with %d. %s" % (job.name, ending.exit_code, ending.message), flush=True)
    return ending.exit_code


def disk_ending(error):
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return Ending(AGAIN, "quota", "No space is left in the run directory. Make room, then resume.")
    return Ending(AGAIN, "engine", "The run directory can't be used: %s." % error.strerror)


class Stop:
    """SIGTERM and SIGINT set it; it then wakes whoever waits and ends all connections."""

    def __init__(self):
        self.event = threading.Event()
        self.lock = threading.Lock()
        self.sockets = set()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.event.set())

    def check(self):
        if self.event.is_set():
            raise Stopped()

    def wait(self, seconds):
        if self.event.wait(seconds):
            raise Stopped()

    def opened(self, sock):
        with self.lock:
            self.sockets.add(sock)

    def closed(self, sock):
        with self.lock:
            self.sockets.discard(sock)

    def end_connections(self):
        with self.lock:
            for sock in self.sockets:
                try:
                    sock.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass


# ----------------------------------------------------------------------------------------------------------- run directory


class Job:
    """The run directory: what is to be drawn, and where it is written."""

    def __init__(self, run_dir, shard, shards):
        self.dir = run_dir
        self.spec = read_json(os.path.join(run_dir, "run.json"))
        self.settings = read_json(os.path.join(run_dir, "worker.json"))
        self.eval_id = self.spec["evalId"]
        self.name = "%s shard %d of %d" % (self.eval_id, shard, shards)
        self.problems = {(p.get("benchmark"), p["id"]): p for p in self.spec["problems"]}
        self.models = {m["name"]: m for m in self.spec["models"]}
        wanted = self.settings.get("chunks")
        wanted = None if wanted is None else set(wanted)
        plan = self.spec["chunks"]
        if any(not ID.match(chunk["id"]) for chunk in plan):
            raise ValueError("the id of a chunk is no file name")
        self.chunks = [c for i, c in enumerate(plan) if i % shards == shard and (wanted is None or c["id"] in wanted)]
        for name in ("chunks", "grades", "events", "tmp"):
            os.makedirs(os.path.join(run_dir, name), exist_ok=True)
        attempt = int(self.settings.get("attempt", 1))
        self.events_path = os.path.join(run_dir, "events", "%d-a%d.jsonl" % (shard, attempt))
        self.lock = threading.Lock()
        self.events = open_appending(self.events_path)
        self.tell({"type": "worker.begin", "shard": shard, "shards": shards, "chunks": len(self.chunks), "pid": os.getpid()})

    def chunk_path(self, chunk):
        return os.path.join(self.dir, "chunks", chunk["id"] + ".jsonl")

    def missing(self):
        """Chunks that are not there; those that are are told of in this attempt's events too, so that one place has all."""
        told = {event.get("id") for event in read_events(self.events_path) if event.get("type") == "chunk.done"}
        missing = []
        for chunk in self.chunks:
            try:
                with open(self.chunk_path(chunk), "rb") as file:
                    data = file.read()
            except FileNotFoundError:
                missing.append(chunk)
                continue
            if chunk["id"] not in told:
                self.tell_done(chunk, [json.loads(line) for line in data.splitlines()], data)
        return missing

    def keep(self, chunk, lines, grades):
        data = as_lines(lines)
        if grades:
            self.write(os.path.join("grades", chunk["id"] + ".jsonl"), as_lines(grades))
        self.write(os.path.join("chunks", chunk["id"] + ".jsonl"), data)
        self.tell_done(chunk, lines, data)

    def tell_done(self, chunk, lines, data):
        finish = {}
        for line in lines:
            finish[line["finish_reason"]] = finish.get(line["finish_reason"], 0) + 1
        self.tell({
            "type": "chunk.done", "id": chunk["id"], "n": len(lines), "finish": finish,
            "ms": round(max(line["t1"] for line in lines) - min(line["t0"] for line in lines)),
            "size": len(data), "sha256": hashlib.sha256(data).hexdigest(),
        })

    def write(self, name, data):
        """Whole or not at all, also when the machine goes down."""
        target = os.path.join(self.dir, name)
        beside = os.path.join(self.dir, "tmp", "%s.%d.%d" % (os.path.basename(name), os.getpid(), threading.get_ident()))
        with open(beside, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, target)
        sync_folder(os.path.dirname(target))

    def tell(self, event):
        now = time.time()
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + ".%03dZ" % (now % 1 * 1000)
        with self.lock:
            self.events.write(as_line(dict({"at": at}, **event)))

    def end(self, ending):
        event = {"type": "worker.end", "exit": ending.exit_code}
        if ending.code:
            event.update(code=ending.code, message=ending.message)
        try:
            self.tell(event)
            os.fsync(self.events.fileno())
        except OSError:
            pass


def read_json(path):
    with open(path, "rb") as file:
        return json.loads(file.read().decode("utf-8"))


def as_lines(rows):
    return b"".join(as_line(row) for row in rows)


def as_line(row):
    try:
        return json.dumps(row, ensure_ascii=False).encode("utf-8") + b"\n"
    except UnicodeEncodeError:  # Half a surrogate pair is no text; it stays an escape.
        return json.dumps(row).encode("ascii") + b"\n"


def open_appending(path):
    """A line that a killed process left half written is ended, so that the next one is a line of its own."""
    file = open(path, "a+b", buffering=0)
    size = file.seek(0, os.SEEK_END)
    if size > 0:
        file.seek(size - 1)
        if file.read(1) != b"\n":
            file.write(b"\n")
    return file


def read_events(path):
    with open(path, "rb") as file:
        for line in file:
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if isinstance(event, dict):
                yield event


def sync_folder(path):
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)


# ----------------------------------------------------------------------------------------------------------------- sampling


class Sampler:
    """Threads that take chunks from one list. What a server can't do is learnt from its first answers."""

    def __init__(self, job, stop):
        self.job, self.stop = job, stop
        self.server = Server(job.settings, stop)
        self.sampling = job.spec["sampling"]
        self.not_sent = set(job.spec.get("notSent", []))
        self.streams = job.settings.get("stream", True)
        self.n_max = int(job.settings.get("nMax", 1 << 30))
        self.outage = float(job.settings.get("outageSeconds", 120))
        self.wait_scale = float(job.settings.get("waitScale", 1))
        self.limit = Limit(int(job.settings.get("concurrency", 16)))
        self.lock = threading.Lock()
        self.succeeded = False
        self.last_answer = time.monotonic()
        self.ending = None
        self.put_off = None
        self.warned = set()
        self.graders = None

    def run(self):
        chunks = queue.Queue()
        missing = self.job.missing()
        for chunk in missing:
            chunks.put(chunk)
        if not missing:
            return
        if self.job.settings.get("grade", True) and any(self.gold_of(chunk) for chunk in missing):
            self.graders = find_graders(self.job)
        threads = [
            threading.Thread(target=self.work, args=(chunks,), daemon=True)
            for _ in range(min(self.limit.most, len(missing)))
        ]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            if self.stop.event.is_set() or self.ending:
                self.server.ending = True
                self.limit.open()
                self.stop.end_connections()
            for thread in threads:
                thread.join(0.05)
                if self.stop.event.is_set():
                    break
        if self.graders:
            self.graders.close()
        self.stop.check()
        if self.ending:
            raise self.ending
        if self.put_off:
            raise self.put_off

    def work(self, chunks):
        while not self.stop.event.is_set() and not self.ending:
            try:
                chunk = chunks.get_nowait()
            except queue.Empty:
                return
            try:
                self.draw(chunk)
            except Stopped:
                return
            except Ending as ending:
                self.ending = self.ending or ending
            except OSError as error:
                self.ending = self.ending or disk_ending(error)
            except Exception as error:  # A mistake of ours must not look like a finished shard.
                self.ending = self.ending or Ending(CONFIG, "engine", "The worker failed: %r." % error)

    def draw(self, chunk):
        """One chunk, whole or not at all."""
        self.job.tell({"type": "chunk.started", "id": chunk["id"]})
        lines = []
        try:
            while len(lines) < chunk["n"]:
                many = min(self.n_max, chunk["n"] - len(lines))
                drawn, many = self.request(chunk, len(lines), many)
                if len(drawn) < many and many > 1:
                    self.fall_back("choices-missing", "%s gives %d of %d choices" % (self.server.id, len(drawn), many))
                    lines = []
                    continue
                lines += drawn
                if many > 1 and self.repeats(lines):
                    self.fall_back("duplicate-choices", "%s gives equal texts under different seeds" % self.server.id)
                    lines = []
        except Failure as failure:
            self.give_up(chunk, failure)
            return
        if self.repeats(lines):
            self.warn("duplicate-choices", "%s gives equal texts under different seeds." % self.server.id)
        self.job.keep(chunk, lines, self.grade(chunk, lines))

    def repeats(self, lines):
        if self.sampling["temperature"] == 0:
            return False
        texts = [line["text"] for line in lines if len(line["text"]) >= LONG_CHARS]
        return len(set(texts)) < len(texts)

    def fall_back(self, code, why):
        self.n_max = 1
        self.warn(code, why + "; samples are asked for one by one.")

    def warn(self, code, message):
        with self.lock:
            if (code, message) in self.warned:
                return
            self.warned.add((code, message))
        self.job.tell({"type": "warning", "code": code, "message": message})

    def give_up(self, chunk, failure):
        code = {429: "quota", 400: "config", 422: "config"}.get(failure.status, "engine")
        if failure.kind == "malformed":
            code = "corrupt"
        self.job.tell({"type": "chunk.failed", "id": chunk["id"], "code": code, "message": failure.message})
        if code != "config":
            message = "Chunks failed at %s: %s. Resume to try them again." % (self.server.id, failure.message)
            self.put_off = self.put_off or Ending(AGAIN, code, message)

    def request(self, chunk, offset, many):
        """Lines of samples `start + offset …`, fewer than asked for where the server gives fewer; and how many were asked for."""
        tries = {}
        while True:
            number = self.limit.take(self.stop, self)
            t0 = time.time()
            pressure, why = False, ""
            try:
                choices, answer = self.server.draw(self.path_of(chunk), self.body_of(chunk, offset, many))
            except Failure as failure:
                self.stop.check()
                if self.ending:
                    raise Stopped()
                why = failure.message
                tries[failure.kind] = tries.get(failure.kind, 0) + 1
                pressure = failure.status in BUSY or failure.kind == "idle"
                wait = self.decide(failure, tries[failure.kind], chunk, many)
                many = min(many, self.n_max)
            else:
                with self.lock:
                    self.succeeded, self.last_answer = True, time.monotonic()
                self.limit.succeeded(number)
                return self.lines_of(chunk, offset, choices, answer, t0), many
            finally:
                self.limit.give_back(number, pressure)
            if wait > 0:
                event = {"type": "chunk.retry", "id": chunk["id"], "why": why, "attempt": sum(tries.values())}
                self.job.tell(event)
            self.stop.wait(wait * self.wait_scale)

    def decide(self, failure, tries, chunk, many):
        """Seconds until the next try. Raises where there is none: Ending for the eval, the failure for the chunk."""
        status, server = failure.status, self.server.id
        if failure.kind == "unreachable":
            if time.monotonic() - self.last_answer > self.outage:
                raise Ending(AGAIN, "unreachable", "%s can't be reached: %s. Start it, then resume." % (server, failure.message))
            return backoff(tries)
        if status in (401, 403):
            message = "%s answers %d: the key is missing or wrong. See the target's key, then resume." % (server, status)
            raise Ending(CONFIG, "auth", message)
        if status == 404:
            raise Ending(CONFIG, "notFound", self.unknown_model(chunk))
        if status in BUSY:
            if tries >= BUSY_TRIES:
                raise failure
            return backoff(tries) if failure.retry_after is None else failure.retry_after
        if status >= 500 and tries >= ERROR_TRIES:
            raise failure
        if 300 <= status < 500:
            if self.asks_for_fewer(failure, many) or self.adapted(failure):
                return 0
            if self.succeeded:
                raise failure
            sentence = "%s refuses the request with %s. Change the eval's settings or the target."
            raise Ending(CONFIG, "config", sentence % (server, failure.message))
        if tries >= BROKEN_TRIES:
            raise failure
        return backoff(tries)

    def adapted(self, failure):
        """A server that refuses a field by its name is asked again without it."""
        if self.succeeded or failure.status not in (400, 422):
            return False
        for field in DROPPABLE:
            if field not in self.not_sent and re.search(r"(?<![A-Za-z_])%s(?![A-Za-z_])" % field, failure.message):
                self.not_sent.add(field)
                self.warn("field-not-sent", "%s refuses %s; it is not sent." % (self.server.id, field))
                return True
        return False

    def asks_for_fewer(self, failure, many):
        """A server that refuses so many choices is asked for half as many: llama.cpp gives no more than it has slots."""
        if many == 1 or failure.status not in (400, 422) or not TOO_MANY.search(failure.message):
            return False
        with self.lock:
            self.n_max = min(self.n_max, many // 2)
        self.warn("choices-missing", "%s gives fewer than %d choices a request." % (self.server.id, many))
        return True

    def unknown_model(self, chunk):
        listed = self.server.models()
        served = " It serves %s." % ", ".join(listed[:5]) if listed else ""
        return "%s knows no model %s.%s" % (self.server.id, self.models_name(chunk), served)

    def models_name(self, chunk):
        return self.job.models[chunk["model"]]["servedName"]

    def problem_of(self, chunk):
        return self.job.problems[(chunk.get("benchmark"), chunk["problem"])]

    def gold_of(self, chunk):
        return self.problem_of(chunk).get("gold")

    def path_of(self, chunk):
        return "completions" if self.problem_of(chunk).get("prompt") is not None else "chat/completions"

    def body_of(self, chunk, offset, many):
        """All sampler fields, always: no gap that a server fills from a checkpoint's own defaults."""
        problem = self.problem_of(chunk)
        body = {"model": self.models_name(chunk), "n": many, "seed": chunk["seed"] + offset}
        body.update({key: value for key, value in self.sampling.items() if key not in ("seedBase", "stop")})
        if self.sampling["stop"]:
            body["stop"] = self.sampling["stop"]
        if problem.get("prompt") is not None:
            body["prompt"] = problem["prompt"]
        else:
            body["messages"] = problem["messages"]
        if self.streams:
            body.update(stream=True, stream_options={"include_usage": True})
        return {key: value for key, value in body.items() if key not in self.not_sent}

    def lines_of(self, chunk, offset, choices, answer, t0):
        t1 = time.time()
        lines = []
        for i, choice in enumerate(choices):
            index = offset + i
            line = {"evalId": self.job.eval_id, "chunkId": chunk["id"], "model": chunk["model"], "problem": chunk["problem"]}
            if chunk.get("benchmark") is not None:
                line["benchmark"] = chunk["benchmark"]
            line.update(
                index=chunk["start"] + index,
                seed=None if "seed" in self.not_sent else chunk["seed"] + index,
                text=choice.text,
                finish_reason=choice.finish,
            )
            usage = answer.usage
            if len(choices) == 1 and "completion_tokens" in usage:
                line["tokens"] = usage["completion_tokens"]
            if i == 0 and usage:
                line["usage"] = usage
            server = {"id": self.server.id}
            if answer.fingerprint:
                server["systemFingerprint"] = answer.fingerprint
            line.update(t0=round(t0 * 1000), t1=round(t1 * 1000), server=server)
            lines.append(line)
        return lines

    def grade(self, chunk, lines):
        gold = self.gold_of(chunk)
        if not self.graders or not gold:
            return []
        rows = []
        for line in lines:
            row = {key: line[key] for key in ("model", "problem", "benchmark", "index") if key in line}
            row.update(self.graders.grade(gold, line["text"]))
            rows.append(row)
        return rows


def backoff(tries):
    """Full jitter, so that those who failed together don't come back together."""
    return random.random() * min(MOST_WAIT, FIRST_WAIT * 2 ** (tries - 1))


class Limit:
    """How many requests at once: 1 until the first answer, then 4, one more after as many clean ones, half on pressure."""

    def __init__(self, most):
        self.most = max(1, most)
        self.limit, self.clean, self.running, self.count, self.changed = 1, 0, 0, 0, -1
        self.first = True
        self.condition = threading.Condition()

    def take(self, stop, sampler):
        with self.condition:
            while self.running >= self.limit:
                if stop.event.is_set() or sampler.ending:
                    break
                self.condition.wait(0.2)
            if stop.event.is_set() or sampler.ending:
                raise Stopped()
            self.running += 1
            self.count += 1
            return self.count

    def succeeded(self, number):
        with self.condition:
            if self.first:
                self.first = False
                self.set(min(4, self.most))
            elif number > self.changed:
                self.clean += 1
                if self.clean >= self.limit < self.most:
                    self.set(self.limit + 1)

    def give_back(self, number, pressure):
        with self.condition:
            self.running -= 1
            if pressure and number > self.changed:
                self.set(max(1, self.limit // 2))
            self.condition.notify_all()

    def set(self, limit):
        self.limit, self.clean, self.changed = limit, 0, self.count

    def open(self):
        with self.condition:
            self.condition.notify_all()


# ------------------------------------------------------------------------------------------------------------------- server


class Choice:
    def __init__(self):
        self.parts, self.thoughts, self.finish = [], [], None

    @property
    def text(self):
        """Servers that take a model's thinking apart send it beside the text; a trace holds both."""
        text = "".join(self.parts)
        return "<think>\n%s\n</think>\n\n%s" % ("".join(self.thoughts), text) if self.thoughts else text


class Answer:
    def __init__(self):
        self.choices, self.usage, self.fingerprint, self.done = {}, {}, None, False

    def take(self, data):
        """One piece of a stream, or a whole answer."""
        if not isinstance(data, dict):
            raise Failure("malformed", "the answer is no JSON object")
        if data.get("error"):
            error = data["error"]
            error = error if isinstance(error, dict) else {"message": str(error)}
            status = error.get("code") if isinstance(error.get("code"), int) else 500
            raise Failure("status", said(status, error.get("message")), status=status)
        for entry in data.get("choices") or []:
            index = entry.get("index", 0)
            choice = self.choices.setdefault(index, Choice())
            source = entry.get("delta") or entry.get("message") or entry
            choice.parts.append(source.get("text") or source.get("content") or "")
            thought = source.get("reasoning_content") or source.get("reasoning")
            if thought:
                choice.thoughts.append(thought)
            choice.finish = entry.get("finish_reason") or choice.finish
        usage = data.get("usage")
        if isinstance(usage, dict):
            fields = ("prompt_tokens", "completion_tokens")
            self.usage = {key: usage[key] for key in fields if isinstance(usage.get(key), int)}
        if isinstance(data.get("system_fingerprint"), str):
            self.fingerprint = data["system_fingerprint"]

    def checked(self, many):
        """Choices 0 … m - 1, each with a finish reason; at most as many as were asked for."""
        if not self.choices:
            raise Failure("broken", "the answer holds no choice")
        indices = sorted(self.choices)
        if indices != list(range(len(indices))) or len(indices) > many:
            raise Failure("malformed", "the answer's choices are not those asked for")
        choices = [self.choices[index] for index in indices]
        for choice in choices:
            if not choice.finish:
                raise Failure("broken", "the answer ended without a finish reason")
            if choice.finish in NO_SAMPLE:
                raise Failure("broken", "the server gave a choice up (%s)" % choice.finish)
        return choices


class Server:
    """One OpenAI-compatible server, over a connection of its own for each request."""

    def __init__(self, settings, stop):
        url = urlsplit(settings["url"])
        if url.scheme not in ("http", "https") or not url.hostname:
            raise Ending(CONFIG, "config", "The target's address is neither http nor https.")
        self.id = settings.get("serverId", "server")
        self.secure, self.host, self.port = url.scheme == "https", url.hostname, url.port
        self.base = url.path.rstrip("/")
        self.connect_seconds = float(settings.get("connectSeconds", 10))
        self.idle_seconds = float(settings.get("idleSeconds", 120))
        self.context = ssl.create_default_context(cafile=settings.get("caFile")) if self.secure else None
        self.key = key_of(settings)
        self.stop = stop
        self.ending = False

    def draw(self, path, body):
        """The choices that came, and the answer they came in. Raises Failure."""
        answer = Answer()
        with Connection(self, "POST", path, json.dumps(body).encode("ascii")) as response:
            if response.getheader("Content-Type", "").startswith("text/event-stream"):
                read_stream(response, answer)
            else:
                answer.take(parsed(read_all(response)))
        return answer.checked(body["n"]), answer

    def models(self):
        try:
            with Connection(self, "GET", "models", None) as response:
                data = parsed(read_all(response)).get("data") or []
                return [str(entry.get("id")) for entry in data if isinstance(entry, dict)]
        except (Failure, AttributeError):
            return []


class Connection:
    """A request under way; every way in which it can end badly is a Failure."""

    def __init__(self, server, method, path, body):
        self.server, self.method, self.path, self.body = server, method, path, body
        self.sock = None

    def __enter__(self):
        server = self.server
        if server.ending:
            raise Failure("broken", "the worker ends")
        try:
            self.sock = socket.create_connection((server.host, server.port or (443 if server.secure else 80)), server.connect_seconds)
            if server.secure:
                self.sock = server.context.wrap_socket(self.sock, server_hostname=server.host)
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            self.sock.settimeout(server.idle_seconds)
        except ssl.SSLCertVerificationError as error:
            self.close()
            raise Ending(CONFIG, "config", "%s has no certificate that can be trusted: %s." % (server.id, error.verify_message))
        except OSError as error:
            self.close()
            raise Failure("unreachable", error.strerror or str(error) or "no answer")
        server.stop.opened(self.sock)
        connection = http.client.HTTPConnection(server.host, server.port or (443 if server.secure else 80))
        connection.sock = self.sock
        try:
            headers = {"Content-Type": "application/json", "Connection": "close", "User-Agent": "trace-worker/" + VERSION}
            if server.key:
                headers["Authorization"] = "Bearer " + server.key
            connection.request(self.method, "%s/%s" % (server.base, self.path), self.body, headers)
            response = connection.getresponse()
            if response.status != 200:
                text = response.read(65536)
                retry_after = retry_after_of(response.getheader("Retry-After"))
                raise Failure("status", said(response.status, message_of(text)), response.status, retry_after)
            return response
        except BaseException as error:
            self.close()
            raise as_failure(error)

    def __exit__(self, kind, error, trace):
        self.close()
        if error is not None and not isinstance(error, Failure):
            raise as_failure(error)

    def close(self):
        if self.sock:
            self.server.stop.closed(self.sock)
            try:
                self.sock.close()
            except OSError:
                pass


def as_failure(error):
    if isinstance(error, socket.timeout):
        return Failure("idle", "nothing came for too long")
    if isinstance(error, http.client.IncompleteRead):
        return Failure("broken", "the answer was cut off")
    if isinstance(error, (OSError, http.client.HTTPException, AttributeError)):
        return Failure("broken", "the connection was reset")
    return error


def read_stream(response, answer):
    """Server-sent events: lines `data: …`, ended by `[DONE]` or by the end of the answer."""
    while True:
        line = response.readline(MOST_LINE + 1)
        if len(line) > MOST_LINE:
            raise Failure("malformed", "a line of the stream is longer than %d bytes" % MOST_LINE)
        if not line:
            return
        if not line.startswith(b"data:"):
            continue
        data = line[5:].strip()
        if data == b"[DONE]":
            return
        if data:
            answer.take(parsed(data))


def read_all(response):
    data = response.read(64 * MOST_LINE)
    if response.read(1):
        raise Failure("malformed", "the answer is longer than %d bytes" % (64 * MOST_LINE))
    return data


def parsed(data):
    try:
        return json.loads(data)
    except ValueError:
        raise Failure("broken", "the answer was cut off")


def message_of(data):
    try:
        body = json.loads(data)
        error = body.get("error", body)
        return str(error.get("message") or error.get("detail") or "") if isinstance(error, dict) else str(error)
    except (ValueError, AttributeError):
        return ""


def said(status, message):
    text = re.sub(r"\s+", " ", message or "").strip()
    return "HTTP %d%s" % (status, " (%s)" % text[:200].rstrip(".") if text else "")


def retry_after_of(header):
    """Seconds or a date; at most 10 minutes."""
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(header).timestamp() - time.time()
        except (TypeError, ValueError):
            return None
    return min(MOST_RETRY_AFTER, max(0.0, seconds)) if seconds == seconds else None


def key_of(settings):
    """The key is never handed over: it is in a variable or a private file of the machine, known by name."""
    name, path = settings.get("keyEnv"), settings.get("keyFile")
    if name:
        if not os.environ.get(name):
            raise Ending(CONFIG, "auth", "The variable %s that holds the server's key is not set where the worker runs." % name)
        return os.environ[name].strip()
    if not path:
        return None
    try:
        with open(os.path.expanduser(path), "rb") as file:
            if os.fstat(file.fileno()).st_mode & 0o077:
                raise Ending(CONFIG, "auth", "The key file %s can be read by others. Make it private: chmod 600." % path)
            return file.read().decode("utf-8").strip()
    except OSError as error:
        raise Ending(CONFIG, "auth", "The key file %s can't be read: %s." % (path, error.strerror))


# ------------------------------------------------------------------------------------------------------------------ grading

GRADER = "math-verify"
GRADE_SECONDS = 10
MOST_GRADED = 262144


def grade_lines():
    """Verdicts of Math-Verify, in a process of its own: what it reads was written by a model."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        import resource
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    except (ImportError, ValueError, OSError):
        pass
    import logging
    logging.disable(logging.CRITICAL)
    from math_verify import parse, verify
    print(json.dumps({"grader": GRADER, "version": grader_version()}), flush=True)
    for line in sys.stdin:
        row = json.loads(line)
        began = time.monotonic()
        result = {"verdict": None}
        try:
            gold = parse_gold(parse, row["gold"])
            answer = parse(row["text"][-MOST_GRADED:])
            if not gold:
                result["note"] = "the reference can't be parsed"
            else:
                result["verdict"] = bool(answer) and bool(verify(gold, answer))
                if answer:
                    result["extracted"] = str(answer[-1])[:1000]
        except Exception as error:
            result["note"] = ("%s: %s" % (type(error).__name__, error))[:200]
        result["ms"] = round((time.monotonic() - began) * 1000)
        print(json.dumps(result), flush=True)
    return OK


def parse_gold(parse, gold):
    """References come with and without the marks of LaTeX that the parser looks for."""
    marked = "$" in gold or "\\boxed" in gold or "\\(" in gold or "\\[" in gold
    return parse(gold) if marked else parse("$%s$" % gold) or parse(gold)


def grader_version():
    try:
        from importlib.metadata import version
        return version("math-verify")
    except Exception:
        return "unknown"


def find_graders(job):
    try:
        return Graders()
    except (OSError, ValueError) as error:
        print("Samples stay unscored: math_verify can't be used (%s)." % error, flush=True)
        return None


class Graders:
    """One process that grades; it is ended and started anew when an answer keeps it for too long."""

    def __init__(self):
        self.lock = threading.Lock()
        self.start()

    def start(self):
        with tempfile.TemporaryFile() as errors:
            self.process = subprocess.Popen(
                [sys.executable, os.path.abspath(__file__), "grade"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
            )
            hello = self.read(120)
            if hello is None:
                self.close()
                errors.seek(0)
                last = errors.read().decode("utf-8", "replace").strip().split("\n")[-1]
                raise ValueError("%s with %s" % (last[:300] or "no answer within 120 s", sys.executable))
        self.version = hello["version"]

    def read(self, seconds):
        timer = threading.Timer(seconds, self.process.kill)
        timer.start()
        try:
            line = self.process.stdout.readline()
            return json.loads(line) if line.endswith(b"\n") else None
        except ValueError:
            return None
        finally:
            timer.cancel()

    def grade(self, gold, text):
        with self.lock:
            result = None
            try:
                self.process.stdin.write(json.dumps({"gold": gold, "text": text[-MOST_GRADED:]}).encode("ascii") + b"\n")
                self.process.stdin.flush()
                result = self.read(GRADE_SECONDS)
            except OSError:
                pass
            if result is None:
                result = {"verdict": None, "ms": GRADE_SECONDS * 1000, "note": "no verdict within %d s" % GRADE_SECONDS}
                self.close()
                try:
                    self.start()
                except (OSError, ValueError):
                    pass
            return dict(result, grader=GRADER, version=self.version)

    def close(self):
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                pipe.close()
            except OSError:
                pass


# --------------------------------------------------------------------------------------------------------------------- poll


def poll(run_dir):
    """Events behind the cursor: {"files": {name: offset}}. Only whole lines, at most 8 MiB a call."""
    cursor = json.loads(sys.stdin.read() or "null") or {}
    offsets, events, room = dict(cursor), [], 8 << 20
    folder = os.path.join(run_dir, "events")
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        with open(os.path.join(folder, name), "rb") as file:
            file.seek(int(offsets.get(name, 0)))
            data = file.read(room)
        data = data[: data.rfind(b"\n") + 1]
        room -= len(data)
        offsets[name] = int(offsets.get(name, 0)) + len(data)
        for line in data.splitlines():
            try:
                events.append(dict(json.loads(line), file=name))
            except (ValueError, TypeError):
                continue
        if room <= 0:
            break
    print(json.dumps({"cursor": offsets, "events": events, "more": room <= 0}))
    return OK


# ---------------------------------------------------------------------------------------------------------------------- Ray


def ray_run_dir():
    """A Ray job's working directory is its package. The run directory is the shared one that the package names, or one
    below the session's logs, which the dashboard lets us read."""
    package = os.getcwd()
    settings = read_json(os.path.join(package, "worker.json"))
    run_dir = settings.get("runDir") or os.path.join(ray_logs(package), "trace-inspector", settings["evalId"])
    os.makedirs(run_dir, exist_ok=True)
    for name in ("run.json", "worker.json"):
        with open(os.path.join(package, name), "rb") as source:
            data = source.read()
        with open(os.path.join(run_dir, name + ".new"), "wb") as target:
            target.write(data)
        os.replace(os.path.join(run_dir, name + ".new"), os.path.join(run_dir, name))
    with open(os.path.join(run_dir, ".trace-inspector-eval"), "w") as marker:
        marker.write(settings["evalId"] + "\n")
    return run_dir


def ray_logs(package):
    """<session>/runtime_resources/working_dir_files/<package>, and <session>/logs."""
    session = os.path.dirname(os.path.dirname(os.path.dirname(package)))
    if os.path.basename(session).startswith("session_") and os.path.isdir(os.path.join(session, "logs")):
        return os.path.join(session, "logs")
    import ray
    ray.init(address="auto", log_to_driver=False)
    return ray._private.worker.global_worker.node.get_logs_dir_path()


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    # Threads that wait for a server must not keep the process.
    os._exit(code)
