"""The agents, each in a file of its own."""

from .aider import Aider
from .claude_code import ClaudeCode
from .cline import Cline
from .codex import Codex
from .continue_cli import ContinueCli
from .copilot_cli import CopilotCli
from .gemini_cli import GeminiCli
from .hermes import Hermes
from .kilo_cli import KiloCli
from .kimi import Kimi
from .llm import Llm
from .openclaw import OpenClaw
from .opencode import OpenCode
from .pi import Pi
from .qwen_code import QwenCode

AGENTS = {agent.id: agent for agent in (
    ClaudeCode(), Codex(), CopilotCli(), GeminiCli(), OpenCode(), KiloCli(), QwenCode(), Kimi(), Cline(), ContinueCli(),
    OpenClaw(), Pi(), Hermes(), Llm(), Aider(),
)}
