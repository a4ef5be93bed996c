"""The mock speaks each protocol and bills what its ledger says, streamed or not."""

import json
import unittest
import urllib.error
import urllib.request

from mock import Mock, plan

SHELL = {"type": "object", "properties": {"command": {"type": "string"}}, "required": ["command"]}


def ask(url, body, lines=False):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"content-type": "application/json"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
        text = answer.read().decode()
    if not lines:
        return json.loads(text)
    frames = [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: {")]
    return [json.loads(frame) for frame in frames]


class Protocols(unittest.TestCase):
    def setUp(self):
        self.mock = Mock()
        self.addCleanup(self.mock.__exit__)

    def billed(self):
        return self.mock.ledger("r").entries[-1]["billed"]

    def chat(self, prompt, stream=False, **members):
        body = {"model": "m", "stream": stream, "messages": [{"role": "user", "content": prompt}], **members}
        return ask(self.mock.url("r") + "/v1/chat/completions", body, stream)

    def test_chat_states_cached_tokens_within_the_prompt(self):
        for stream in (False, True):
            usage = (self.chat("hi", True)[-1] if stream else self.chat("hi"))["usage"]
            bill = self.billed()
            self.assertEqual(usage["prompt_tokens"], bill["input"] + bill["cache_read"])
            self.assertEqual(usage["prompt_tokens_details"]["cached_tokens"], bill["cache_read"])
            self.assertEqual(usage["completion_tokens"], bill["output"])

    def test_messages_state_classes_apart(self):
        body = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}
        whole = ask(self.mock.url("r") + "/v1/messages", body)["usage"]
        self.assertEqual(whole["cache_creation_input_tokens"], self.billed()["cache_write"])
        events = ask(self.mock.url("r") + "/v1/messages", {**body, "stream": True}, True)
        self.assertEqual(events[0]["message"]["usage"]["input_tokens"], self.billed()["input"])
        self.assertEqual(events[-2]["usage"]["output_tokens"], self.billed()["output"])

    def test_responses_end_with_the_usage(self):
        body = {"model": "m", "input": "hi", "stream": True}
        usage = ask(self.mock.url("r") + "/v1/responses", body, True)[-1]["response"]["usage"]
        self.assertEqual(usage["output_tokens"], self.billed()["output"])

    def test_gemini_states_thoughts_beside_candidates(self):
        body = {"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}
        url = self.mock.url("r") + "/v1beta/models/g:streamGenerateContent?alt=sse"
        usage = ask(url, body, True)[-1]["usageMetadata"]
        self.assertEqual(usage["candidatesTokenCount"] + usage["thoughtsTokenCount"], self.billed()["output"])

    def test_a_failure_is_met_once_and_costs_nothing(self):
        tools = [{"type": "function", "function": {"name": "bash", "parameters": SHELL}}]
        prompt = plan.prompt("p", "429 shell, text")
        with self.assertRaises(urllib.error.HTTPError) as caught:
            self.chat(prompt, tools=tools)
        caught.exception.close()
        self.assertEqual(caught.exception.code, 429)
        self.assertIsNone(self.billed())
        call = self.chat(prompt, tools=tools)["choices"][0]["message"]["tool_calls"][0]["function"]
        self.assertEqual((call["name"], json.loads(call["arguments"])), ("bash", {"command": "echo hi"}))

    def test_requests_of_runs_are_kept_apart(self):
        self.chat("hi")
        self.assertEqual(len(self.mock.ledger("other").entries), 0)


class Plans(unittest.TestCase):
    def step(self, *messages, tools=()):
        from mock.facts import Message, Request
        request = Request("m", False, "", [Message(*message) for message in messages], list(tools))
        step = plan.step_of(request)
        return step.name, plan.purpose_of(request, step)

    def test_each_answer_is_a_step(self):
        from mock.facts import Tool
        prompt, tools = ("user", plan.prompt("p", "shell, long")), [Tool("bash", SHELL)]
        self.assertEqual(self.step(prompt, tools=tools), ("shell", "main"))
        later = (prompt, ("assistant",), ("assistant",), ("tool",))
        self.assertEqual(self.step(*later, tools=tools), ("long", "main"))
        self.assertEqual(self.step(*later, ("assistant", "x"), ("user", "go on"), tools=tools), ("text", "main"))

    def test_purposes(self):
        prompt = ("user", plan.prompt("p", "text"))
        self.assertEqual(self.step(prompt, ("user", "Write a title for this"))[1], "title")
        self.assertEqual(self.step(prompt, ("user", "Summarize the conversation"))[1], "compaction")
        self.assertEqual(self.step(("user", plan.prompt("p-sub", "text")))[1], "sub-agent")


if __name__ == "__main__":
    unittest.main()
