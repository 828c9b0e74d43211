"""Starts the program under test from a small process and says what it took.

The largest resident size that the kernel reports for a child includes what its parent held at the moment of exec; a suite with
servers and threads holds more than the limit that is to be proven, this process does not. Everything goes out as JSON lines on
descriptor FD: first the pid, at the end status, seconds and KiB. Arguments: FD LIMIT NOFILE PROGRAM [ARGUMENT...]
"""
import json
import os
import resource
import signal
import sys
import time


def main():
    report, limit, files, argv = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(report)
        resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 20, 64 << 20))
        if files:
            resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
        try:
            os.execv(argv[0], argv)
        except OSError as why:
            os.write(2, ("cannot start %s: %s\n" % (argv[0], why)).encode())
        os._exit(127)
    os.write(report, (json.dumps({"pid": child}) + "\n").encode())
    late = []

    def stop(_number, _frame):
        late.append(True)
        os.kill(child, signal.SIGKILL)

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, limit)
    _, status, used = os.wait4(child, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    os.write(report, (json.dumps({"status": os.waitstatus_to_exitcode(status), "seconds": time.monotonic() - begun,
                                  "kib": used.ru_maxrss, "late": bool(late)}) + "\n").encode())


main()
