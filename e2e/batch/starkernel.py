"""The program itself, as the environment of these tests has it."""
import os
import subprocess


def starkernel(folder, *args, code=0):
    p = subprocess.run([os.environ["STARKERNEL"], *args], cwd=folder, capture_output=True, text=True, timeout=120)
    assert p.returncode == code, p.stderr
    return p
