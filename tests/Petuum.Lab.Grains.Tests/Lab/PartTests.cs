using Petuum.Lab.Tests.Commands;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Grains.Tests.Lab;

/// <summary>Two silos behind real ports.</summary>
public sealed class TwoGatewaySilos() : GatewaySilos(2);

/// <summary>Workers on a silo that has only their part of the data.</summary>
public sealed class PartTests(TwoGatewaySilos silos) : IClassFixture<TwoGatewaySilos>
{
    private const string FileName = "a9a.libsvm";

    private const string Spec =
        """
        name: parts
        program: {name: kmeans, clusters: 6, share: 0.5}
        data: {file: a9a.libsvm}
        cluster: {workers: 4, shards: 2}
        consistency: {policy: bsp}
        stop: {clocks: 8}
        evaluate-every: 2
        seeds: [1]

        """;

    [Fact]
    public async Task OneSiloReadsAllTheData_TheOtherItsWorkersParts_AndTheModelIsTheSimulators()
    {
        using LabWorkspace workspace = new();
        Provide(workspace);
        (int whole, int parts) = silos.Opened;
        LabRun simulated = await workspace.RunAsync("run", "parts.yaml", "--out", "simulated");
        LabRun remote = await workspace.RunAsync(
            "run", "parts.yaml", "--out", "remote", "--runtime", "orleans", "--gateway", silos.Address);
        Assert.True((simulated.ExitCode, remote.ExitCode) == (0, 0), simulated.Error + remote.Error);
        Assert.Equal((whole + 1, parts + 1), silos.Opened);
        Assert.Equal(Model(workspace, "simulated"), Model(workspace, "remote"));
    }

    /// <summary>On one of them the job is evaluated.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task OtherBytes_AreRefused_WhicheverSiloHasThem(int silo)
    {
        using LabWorkspace workspace = new();
        Provide(workspace);
        string changed = Path.Combine(silos.DataFolders[silo], FileName);
        string text = File.ReadAllText(changed).Replace("-1 3", "+1 3", StringComparison.Ordinal);
        File.WriteAllText(changed, text);
        LabRun refused = await workspace.RunAsync(
            "run", "parts.yaml", "--runtime", "orleans", "--gateway", silos.Address);
        Assert.Equal(5, refused.ExitCode);
        Assert.Contains("are other bytes", refused.Error, StringComparison.Ordinal);
        Assert.Contains("mount the same files at DataFolder", refused.Error, StringComparison.Ordinal);
    }

    private void Provide(LabWorkspace workspace)
    {
        foreach (string folder in silos.DataFolders.Append(workspace.Folder))
        {
            File.Copy(
                Repository.Path("datasets/samples/a9a-1000.libsvm"), Path.Combine(folder, FileName), overwrite: true);
        }

        workspace.Write("parts.yaml", Spec);
    }

    private static string[] Model(LabWorkspace workspace, string folder) => workspace.Snapshot(
        Path.GetRelativePath(workspace.Folder, workspace.RunFolders(folder + "/parts")[0]) + "/model",
        except: name => name.EndsWith("model.json", StringComparison.Ordinal));
}
