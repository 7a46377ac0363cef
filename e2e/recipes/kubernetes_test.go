package recipes

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"starkernel/kernel/notebook"
)

// gracePeriod is how long a pod may take to end, unless it says otherwise.
const gracePeriod = 30 * time.Second

// manifest is what the emulation of a pod needs of a manifest.
type manifest struct {
	Kind     string
	Metadata struct{ Name string }
	Data     map[string]string
	Spec     struct {
		JobTemplate struct {
			Spec struct {
				PodFailurePolicy struct {
					Rules []struct {
						Action      string
						OnExitCodes struct{ Values []int } `yaml:"onExitCodes"`
					}
				} `yaml:"podFailurePolicy"`
				Template struct{ Spec podSpec }
			}
		} `yaml:"jobTemplate"`
	}
}

type podSpec struct {
	SecurityContext struct {
		RunAsUser  uint32 `yaml:"runAsUser"`
		RunAsGroup uint32 `yaml:"runAsGroup"`
		FSGroup    int    `yaml:"fsGroup"`
	} `yaml:"securityContext"`
	Containers []struct {
		Args         []string
		Env          []struct{ Name string }
		VolumeMounts []struct {
			Name      string
			MountPath string `yaml:"mountPath"`
		} `yaml:"volumeMounts"`
	}
	Volumes []struct {
		Name      string
		ConfigMap struct{ Name string } `yaml:"configMap"`
	}
}

// kubernetes checks the manifests against the schemas, and runs their container.
func kubernetes(t *testing.T, r *recipes, blocks []block) {
	repo := r.built(t)
	var manifests []manifest
	image := ""
	for _, b := range blocks {
		write(t, filepath.Join(repo, b.file), b.text)
		if b.language == "dockerfile" {
			image = b.text
			continue
		}
		t.Log(r.mustRun(t, repo, "kubernetes-validate --strict "+b.file))
		for d := yaml.NewDecoder(strings.NewReader(b.text)); ; {
			var m manifest
			if err := d.Decode(&m); err == io.EOF {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			manifests = append(manifests, m)
		}
	}
	t.Run("pod", func(t *testing.T) {
		if os.Geteuid() != 0 {
			t.Skip("needs root for a root folder of its own")
		}
		runPods(t, repo, image, manifests)
	})
}

func runPods(t *testing.T, repo, image string, manifests []manifest) {
	p := newPod(t, repo, image, manifests)
	program := func(text string) { saveNotebook(t, filepath.Join(p.root, "notebooks", "report.ipynb"), text) }

	if output, code := run(t, p.command(t.Context(), "good")); code != 0 {
		t.Errorf("code %d\n%s", code, output)
	}
	mustSay(t, p.out("good"), "orders of Monday")

	program("fail('no orders')\n")
	if _, code := run(t, p.command(t.Context(), "bad")); !slices.Contains(p.final, code) {
		t.Errorf("a pod with a bad notebook is tried again: code %d is not among %v", code, p.final)
	}

	// A pod that is told to end saves what it has, and the next one goes on.
	program("print('begun')\n# %%\nload(\"orders.star\", \"seconds\")\nprint('waiting')\nawait asyncio.sleep(seconds)\nprint('ended')\n")
	orders := filepath.Join(p.root, "notebooks", "orders.star")
	write(t, orders, "seconds = 600\n")
	if code := endPod(t, p, "long", "waiting"); code != 130 || slices.Contains(p.final, code) {
		t.Errorf("the pod that was ended has code %d; no try follows %v", code, p.final)
	}
	mustSay(t, p.out("long"), "KeyboardInterrupt")
	write(t, orders, "seconds = 0\n")
	program("print('anew')\n")
	if output, code := run(t, p.command(t.Context(), "long")); code != 0 {
		t.Errorf("the next pod has code %d\n%s", code, output)
	}
	mustSay(t, p.out("long"), "ended")
}

// endPod starts a pod, ends it as Kubernetes does once it has saved a text, and gives
// its exit code.
func endPod(t *testing.T, p *pod, job, text string) int {
	t.Helper()
	ctx, kill := context.WithCancel(t.Context())
	defer kill()
	cmd := p.command(ctx, job)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		nb, err := notebook.Read(p.out(job))
		if err == nil && strings.Contains(outputs(nb), text) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is not saved: %v", text, err)
		}
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	defer time.AfterFunc(gracePeriod, kill).Stop()
	cmd.Wait()
	return cmd.ProcessState.ExitCode()
}

// pod emulates a container: a process that has nothing but the files of the image and
// the volumes, and may write to those alone which belong to its user.
type pod struct {
	root  string
	entry []string
	spec  podSpec
	final []int // exit codes that end the Job
}

func newPod(t *testing.T, repo, image string, manifests []manifest) *pod {
	t.Helper()
	p := &pod{root: filepath.Join(t.TempDir(), "root")}
	config := map[string]map[string]string{}
	for _, m := range manifests {
		switch m.Kind {
		case "ConfigMap":
			config[m.Metadata.Name] = m.Data
		case "CronJob":
			p.spec = m.Spec.JobTemplate.Spec.Template.Spec
			for _, rule := range m.Spec.JobTemplate.Spec.PodFailurePolicy.Rules {
				if rule.Action == "FailJob" {
					p.final = rule.OnExitCodes.Values
				}
			}
		}
	}
	p.addImage(t, repo, image)
	source := map[string]map[string]string{}
	for _, v := range p.spec.Volumes {
		source[v.Name] = config[v.ConfigMap.Name]
	}
	for _, m := range p.spec.Containers[0].VolumeMounts {
		dir := filepath.Join(p.root, m.MountPath)
		if err := os.Mkdir(dir, 0o775); err != nil {
			t.Fatal(err)
		}
		for name, text := range source[m.Name] {
			write(t, filepath.Join(dir, name), text)
		}
		if source[m.Name] == nil {
			if err := os.Chown(dir, 0, p.spec.SecurityContext.FSGroup); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(dir, 0o775); err != nil { // whatever the umask is
				t.Fatal(err)
			}
		}
	}
	return p
}

// addImage does what the Dockerfile says.
func (p *pod) addImage(t *testing.T, repo, image string) {
	t.Helper()
	for line := range strings.Lines(image) {
		instruction, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		var err error
		switch instruction {
		case "FROM":
			if rest != "scratch" {
				t.Fatalf("cannot emulate %q", line)
			}
			err = os.Mkdir(p.root, 0o755)
		case "COPY":
			from, to, _ := strings.Cut(rest, " ")
			err = exec.Command("cp", "-R", filepath.Join(repo, from), filepath.Join(p.root, to)).Run()
		case "USER":
			user := p.spec.SecurityContext
			if want := fmt.Sprintf("%d:%d", user.RunAsUser, user.RunAsGroup); rest != want {
				t.Errorf("the image runs as %s, the pod as %s", rest, want)
			}
		case "ENTRYPOINT":
			err = json.Unmarshal([]byte(rest), &p.entry)
		default:
			t.Fatalf("cannot emulate %q", line)
		}
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
}

// command is the container in a pod of a Job.
func (p *pod) command(ctx context.Context, job string) *exec.Cmd {
	container := p.spec.Containers[0]
	args := slices.Clone(p.entry)
	for _, arg := range container.Args {
		args = append(args, strings.ReplaceAll(arg, "$("+container.Env[0].Name+")", job))
	}
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Env = []string{container.Env[0].Name + "=" + job}
	cmd.Dir = "/"
	user := p.spec.SecurityContext
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Chroot:     p.root,
		Credential: &syscall.Credential{Uid: user.RunAsUser, Gid: user.RunAsGroup, Groups: []uint32{uint32(user.FSGroup)}},
	}
	return cmd
}

// out is the notebook that a Job writes.
func (p *pod) out(job string) string { return filepath.Join(p.root, "out", job+".ipynb") }
