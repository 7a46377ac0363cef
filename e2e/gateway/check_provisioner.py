"""Starts kernels with gateway_provisioners, without a gateway: jupyter_client
itself launches them as if on another machine. Prints PASS or FAIL for each
check."""

import asyncio
import json
import os
import sys

DATA = os.environ["JUPYTER_DATA_DIR"]
os.environ.update(GP_RESPONSE_IP="127.0.0.1", GP_REMOTE_HOSTS="127.0.0.1", GP_KERNEL_LOG_DIR=DATA,
                  GP_PORT_RANGE="20000..30000", KERNEL_USERNAME="tester")

from jupyter_client.manager import AsyncKernelManager  # reads the variables

PATIENCE = 60

SPEC = {
    "display_name": "Starlark (distributed)",
    "language": "starlark",
    "interrupt_mode": "signal",
    "metadata": {"supported_encryption": ["curve"], "kernel_provisioner": {"provisioner_name": "distributed-provisioner", "config": {}}},
    "argv": [
        os.environ["STARKERNEL"], "launch", "--ip", "127.0.0.1",
        "--kernel-id", "{kernel_id}",
        "--port-range", "{port_range}",
        "--response-address", "{response_address}",
        "--public-key", "{public_key}",
        "--transport-encryption", "{transport_encryption}",
    ],
}


async def connect(manager):
    client = manager.client()
    client.start_channels()
    await client.wait_for_ready(timeout=PATIENCE)
    return client


async def message(get, parent, msg_type):
    while True:
        m = await get(timeout=PATIENCE)
        if m["parent_header"].get("msg_id") == parent and m["msg_type"] == msg_type:
            return m["content"]


async def run(manager, code):
    """Runs a cell; returns its reply."""
    client = await connect(manager)
    try:
        return await message(client.get_shell_msg, client.execute(code), "execute_reply")
    finally:
        client.stop_channels()


async def check_cell(manager):
    reply = await run(manager, "x = 6 * 7")
    assert reply["status"] == "ok", reply


async def check_encryption(manager):
    assert len(manager.curve_publickey) == 40, manager.get_connection_info()


async def check_interrupt(manager):
    client = await connect(manager)
    try:
        cell = client.execute("await asyncio.sleep(3600)")
        await message(client.get_iopub_msg, cell, "execute_input")
        await manager.interrupt_kernel()
        reply = await message(client.get_shell_msg, cell, "execute_reply")
        assert reply["ename"] == "KeyboardInterrupt", reply
    finally:
        client.stop_channels()


async def check_restart(manager):
    await manager.restart_kernel()
    reply = await run(manager, "x")
    assert reply["ename"] == "NameError", reply


async def check_shutdown(manager):
    assert await manager.is_alive()
    await manager.shutdown_kernel()
    assert not await manager.is_alive()


async def main():
    spec = os.path.join(DATA, "kernels", "starlark_distributed")
    os.makedirs(spec)
    with open(os.path.join(spec, "kernel.json"), "w") as f:
        json.dump(SPEC, f)
    manager = AsyncKernelManager(kernel_name="starlark_distributed", transport_encryption="required")
    failed = False
    await manager.start_kernel()
    try:
        for check in [check_cell, check_encryption, check_interrupt, check_restart, check_shutdown]:
            name = check.__name__.removeprefix("check_")
            try:
                await check(manager)
                print(f"PASS {name} — ")
            except Exception as e:
                failed = True
                print(f"FAIL {name} — {type(e).__name__}: {e}".replace("\n", " "))
    finally:
        if await manager.is_alive():
            await manager.shutdown_kernel(now=True)
    sys.exit(failed)


asyncio.run(main())
