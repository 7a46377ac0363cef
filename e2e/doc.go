// Package e2e and the packages below it test the installed kernel with real
// clients: jupyter_client, jupyter_kernel_test, nbclient, nbconvert, papermill,
// jupyter-console, JupyterLab in Chromium, Enterprise Gateway and Airflow. Nothing
// here is part of the product.
//
// Each folder holds one Go test, which runs checks written in Python (a client
// is best driven in its own language) and reports each of them as a subtest.
// Package env makes what they need: the Python environment of requirements.txt,
// shared by all and kept in the user's cache folder, one each for packages gateway and
// recipes, and for each test a fresh kernel, installed into a folder of its own.
// Nothing of the user's Jupyter is read or written.
//
// Without Python or Chromium the tests are skipped; with CI=true that is a
// failure. They are skipped too by go test -short.
package e2e
