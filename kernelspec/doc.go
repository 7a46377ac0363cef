// Package kernelspec tells Jupyter about this kernel: it writes, finds and
// removes kernelspecs, the folders with a kernel.json that front ends read.
//
// [Install] writes a [Spec] and the logos into the folder that a [Target]
// names, [Remove] takes them away, and [List] shows every kernelspec on the
// search path, ours or not, in the order of precedence of `jupyter kernelspec
// list`.
//
// A kernelspec appears whole or not at all: it is written beside its place and
// renamed. Kernelspecs of other kernels are listed, never changed or removed.
//
// The package knows the file system and the environment only. It starts no
// kernel and does not read Jupyter's configuration files. It runs Python once
// to ask where an environment is, if the environment does not say so.
//
// The rules are those of jupyter_core's paths (jupyter_data_dir, jupyter_path)
// and of jupyter_client's "Kernel specs" page.
package kernelspec
