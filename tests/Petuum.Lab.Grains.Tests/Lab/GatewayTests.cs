using System.Net;
using System.Text;
using System.Text.Json;
using Petuum.Lab.Tests.Commands;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Grains.Tests.Lab;

/// <summary><c>lab</c> as a client of a running cluster.</summary>
public sealed class GatewayTests(GatewaySilos silos) : IClassFixture<GatewaySilos>
{
    private const string FileSpec =
        """
        name: on-file
        program: {name: mf, rank: 3, lambda: 0.02, step: 0.02, share: 0.5}
        data: {file: FILE}
        cluster: {workers: 3, shards: 2}
        consistency: {policy: bsp}
        stop: {clocks: 6}
        evaluate-every: 2
        seeds: [1]

        """;

    [Fact]
    public async Task Run_GivesTheModelOfTheSimulator_AndItsProgress()
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        string[] run = ["run", "small.yaml", "--seed", "1", "--set", "sweep={}", "--set", "consistency={policy: bsp}"];
        LabRun simulated = await workspace.RunAsync([.. run, "--out", "simulated", "--json"]);
        LabRun remote = await workspace.RunAsync(
            [.. run, "--out", "remote", "--json", "--runtime", "orleans", "--gateway", silos.Address]);
        Assert.True(remote.ExitCode == 0, remote.Error);
        Assert.Equal(Only(simulated, "objective"), Only(remote, "objective"));
        Assert.Equal(8, remote.Json().GetProperty("runs")[0].GetProperty("clocks").GetInt32());
        Assert.True(remote.Json().GetProperty("runs")[0].GetProperty("bytes_sent").GetInt64() > 0);
        string Model(string folder) =>
            Path.GetRelativePath(workspace.Folder, workspace.RunFolders(folder + "/small")[0]) + "/model";
        Assert.Equal(
            workspace.Snapshot(Model("simulated"), except: IsIndex),
            workspace.Snapshot(Model("remote"), except: IsIndex));
    }

    [Fact]
    public async Task Jobs_AreListed_AndAttachSaysWhatRunSaid()
    {
        using LabWorkspace workspace = new();
        workspace.Write(
            "listed.yaml", LabWorkspace.Small.Replace("name: small", "name: listed", StringComparison.Ordinal));
        LabRun run = await workspace.RunAsync(
            "run", "listed.yaml", "--seed", "2", "--set", "sweep={}",
            "--runtime", "orleans", "--gateway", silos.Address);
        Assert.True(run.ExitCode == 0, run.Error);
        LabRun jobs = await workspace.RunAsync("jobs", "--gateway", silos.Address, "--json");
        JsonElement job = jobs.Json().GetProperty("jobs").EnumerateArray()
            .Single(job => job.GetProperty("name").GetString() == "listed · seed 2");
        Assert.Equal("completed", job.GetProperty("state").GetString());
        string id = job.GetProperty("id").GetString()!;
        Assert.Contains(id, run.Error, StringComparison.Ordinal);

        LabRun attached = await workspace.RunAsync("attach", id, "--gateway", silos.Address);
        Assert.True(attached.ExitCode == 0, attached.Error);
        string[] said = run.Out.Split('\n')[2].Split("  ", StringSplitOptions.RemoveEmptyEntries);
        string[] repeated = attached.Out.Split('\n')[2].Split("  ", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(said[2..5].Select(word => word.Trim()), repeated[2..5].Select(word => word.Trim()));
        Assert.Equal("8", repeated[3].Trim());
        Assert.Equal("–", repeated[^1].Trim());
    }

    [Fact]
    public async Task Attach_RefusesAJobThatIsNotThere()
    {
        using LabWorkspace workspace = new();
        LabRun lab = await workspace.RunAsync("attach", "nobody", "--gateway", silos.Address);
        Assert.Equal(1, lab.ExitCode);
        Assert.Contains("the cluster has no such job", lab.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_ThatTheSiloReadsOtherwise_AreRefused()
    {
        using LabWorkspace workspace = new();
        string ratings = File.ReadAllText(Repository.Path("datasets/samples/ratings.data"));
        File.WriteAllText(workspace.Path("ratings.data"), ratings);
        File.WriteAllText(Path.Combine(silos.DataFolder, "ratings.data"), ratings + "1\t1\t3\t0\n");
        workspace.Write("on-file.yaml", FileSpec.Replace("FILE", "ratings.data", StringComparison.Ordinal));
        string[] run = ["run", "on-file.yaml", "--runtime", "orleans", "--gateway", silos.Address];
        LabRun refused = await workspace.RunAsync(run);
        Assert.Equal(5, refused.ExitCode);
        Assert.Contains("are other bytes", refused.Error, StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(silos.DataFolder, "ratings.data"), ratings);
        LabRun again = await workspace.RunAsync(run);
        Assert.True(again.ExitCode == 0, again.Error);
    }

    [Fact]
    public async Task Data_ByUrl_AreDownloadedOnce_AndAgainWhenTheyChange()
    {
        using LabWorkspace workspace = new();
        using DataServer server = new(File.ReadAllText(Repository.Path("datasets/samples/ratings.data")));
        workspace.Write("on-url.yaml", FileSpec.Replace("FILE", server.Url, StringComparison.Ordinal));
        string[] run = ["run", "on-url.yaml", "--runtime", "orleans", "--gateway", silos.Address];
        LabRun first = await workspace.RunAsync(run);
        Assert.True(first.ExitCode == 0, first.Error);
        Assert.Equal(1, server.Downloads);
        server.Text += "1\t1\t3\t0\n";
        LabRun second = await workspace.RunAsync(run);
        Assert.True(second.ExitCode == 0, second.Error);
        Assert.Equal(2, server.Downloads);
        Assert.Equal(2, workspace.RunFolders("results/on-file").Length);
    }

    [Theory]
    [InlineData("--gateway nowhere", 1, "'nowhere' is not an address")]
    [InlineData("--gateway localhost:0", 1, "is not an address")]
    [InlineData("--gateway localhost:PORT", 5, "no silo of cluster 'petuum' answers there")]
    [InlineData("--gateway GATEWAY --cluster-id other", 5, "no silo of cluster 'other' answers there")]
    [InlineData("--gateway GATEWAY --test-cluster 2", 1, "--gateway is given, too")]
    [InlineData("--test-cluster 0", 1, "it takes a number of silos")]
    [InlineData("--test-cluster 2 --runtime threads", 1, "runtime 'threads' has no silos")]
    public async Task Input_ThatCannotWork_IsRefused(string options, int exitCode, string problem)
    {
        using LabWorkspace workspace = new();
        workspace.Write("small.yaml", LabWorkspace.Small);
        string line = $"run small.yaml --seed 1 --runtime orleans {options}"
            .Replace("GATEWAY", silos.Address, StringComparison.Ordinal)
            .Replace("PORT", $"{GatewaySilos.FreePort()}", StringComparison.Ordinal);
        if (options.Contains("--runtime", StringComparison.Ordinal))
        {
            line = line.Replace("--runtime orleans ", "", StringComparison.Ordinal);
        }

        LabRun lab = await workspace.RunAsync(line.Split(' '));
        Assert.Contains(problem, lab.Error, StringComparison.Ordinal);
        Assert.Equal(exitCode, lab.ExitCode);
        Assert.False(Directory.Exists(workspace.Path("results/small")));
    }

    /// <summary>A client in a container has the variables of its silos.</summary>
    [Theory]
    [InlineData("PETUUM_CLUSTER_ID", "other", "no silo of cluster 'other' answers there")]
    [InlineData("PETUUM_TLS_CERTIFICATE", "nowhere.crt", "--tls-authority: is not given")]
    [InlineData("PETUUM_TLS_CERTIFICATE", "", "the cluster has no such job")]
    public async Task Variables_OfSilos_AreThoseOfClients(string variable, string value, string problem)
    {
        using LabWorkspace workspace = new();
        workspace.Variables[variable] = value;
        LabRun lab = await workspace.RunAsync("attach", "nobody", "--gateway", silos.Address);
        Assert.NotEqual(0, lab.ExitCode);
        Assert.Contains(problem, lab.Error, StringComparison.Ordinal);
    }

    private static bool IsIndex(string name) => name.EndsWith("model.json", StringComparison.Ordinal);

    private static double Only(LabRun run, string name) =>
        run.Json().GetProperty("runs")[0].GetProperty(name).GetDouble();

    /// <summary>Serves one text, with its length as its tag.</summary>
    private sealed class DataServer : IDisposable
    {
        private readonly HttpListener _listener = new();
        private int _downloads;

        public DataServer(string text)
        {
            Text = text;
            string root = $"http://localhost:{GatewaySilos.FreePort()}/";
            Url = root + "ratings.data";
            _listener.Prefixes.Add(root);
            _listener.Start();
            _ = ServeAsync();
        }

        public string Url { get; }

        public string Text { get; set; }

        public int Downloads => Volatile.Read(ref _downloads);

        public void Dispose() => ((IDisposable)_listener).Dispose();

        private async Task ServeAsync()
        {
            while (_listener.IsListening)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                string tag = $"\"{Text.Length}\"";
                context.Response.Headers["ETag"] = tag;
                if (context.Request.Headers["If-None-Match"] == tag)
                {
                    context.Response.StatusCode = (int)HttpStatusCode.NotModified;
                }
                else
                {
                    Interlocked.Increment(ref _downloads);
                    byte[] bytes = Encoding.UTF8.GetBytes(Text);
                    context.Response.ContentLength64 = bytes.Length;
                    await context.Response.OutputStream.WriteAsync(bytes);
                }

                context.Response.Close();
            }
        }
    }
}
