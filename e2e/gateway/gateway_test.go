// Package gateway tests the installed kernel with what starts kernels on other
// machines: Jupyter Enterprise Gateway, and gateway_provisioners, which does so
// without a gateway. Both start it on this machine here.
//
// Enterprise Gateway needs a jupyter_client older than 7 and a pyzmq older than
// 25, which fit neither the environment of the other tests nor a Python newer
// than 3.11. Both bring clients for Docker, Kubernetes, YARN and SSH. So the
// tests run only where somebody has made environments for them:
//
//	python3.11 -m venv A && A/bin/pip install jupyter_enterprise_gateway==3.3.0
//	python3.11 -m venv B && B/bin/pip install gateway_provisioners==0.5.0
//	STARKERNEL_GATEWAY_PYTHON=$PWD/A/bin/python STARKERNEL_PROVISIONERS_PYTHON=$PWD/B/bin/python go test -v ./e2e/gateway
package gateway

import (
	"os"
	"testing"

	"starkernel/e2e/internal/env"
)

func TestEnterpriseGatewayRunsTheKernel(t *testing.T) {
	check(t, "STARKERNEL_GATEWAY_PYTHON", "check_gateway.py")
}

func TestGatewayProvisionersRunTheKernel(t *testing.T) {
	check(t, "STARKERNEL_PROVISIONERS_PYTHON", "check_provisioner.py")
}

// check runs a program of checks with the Python that a variable names.
func check(t *testing.T, variable, program string) {
	python := os.Getenv(variable)
	if python == "" {
		t.Skip(variable + " is not set")
	}
	j := env.New(t)
	j.Python = python
	j.Checks(t, program)
}
