// Package gateway tests the installed kernel with what starts kernels on other
// machines: Jupyter Enterprise Gateway, and gateway_provisioners, which does so
// without a gateway. Both start it on this machine here.
package gateway

import (
	"testing"

	"starkernel/e2e/internal/env"
)

func TestEnterpriseGatewayRunsTheKernel(t *testing.T) {
	env.NewIn(t, env.Gateway).Checks(t, "check_gateway.py")
}

func TestGatewayProvisionersRunTheKernel(t *testing.T) {
	env.New(t).Checks(t, "check_provisioner.py")
}
