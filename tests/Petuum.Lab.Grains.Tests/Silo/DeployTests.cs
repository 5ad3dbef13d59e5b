using System.Diagnostics;
using System.Text.RegularExpressions;
using Petuum.Lab.Silo.Configuration;
using Petuum.Lab.Tests.Tidy;
using YamlDotNet.RepresentationModel;

namespace Petuum.Lab.Grains.Tests.Silo;

/// <summary>A test that runs certificates.sh.</summary>
internal sealed class OpenSslFactAttribute : FactAttribute
{
    private const string Reason = "needs a shell and openssl: apt-get install openssl";

    public OpenSslFactAttribute()
    {
        if (!File.Exists("/bin/sh") || !File.Exists("/usr/bin/openssl"))
        {
            Skip = Reason;
        }
    }
}

/// <summary>What is in deploy/: an image, a compose file, manifests, and a script that makes certificates.</summary>
public sealed partial class DeployTests
{
    private const string Folder = "silo/Petuum.Lab.Silo/deploy/";
    private const string ResultsOfLab = "/work/results";

    /// <summary>Variables of the files themselves, of which others are made.</summary>
    private static readonly string[] Auxiliary = ["PETUUM_PASSWORD"];

    public static TheoryData<string> Manifests =>
    [
        "compose.yaml", "kubernetes/silo.yaml", "kubernetes/postgres.yaml", "kubernetes/lab.yaml",
    ];

    [OpenSslFact]
    public async Task CertificatesOfTheScript_AreUsable_AndTheAuthoritysKeyIsElsewhere()
    {
        DirectoryInfo temporary = Directory.CreateTempSubdirectory("petuum-deploy");
        try
        {
            string folder = Path.Combine(temporary.FullName, "certificates");
            using Process script = Process.Start(new ProcessStartInfo("/bin/sh", [PathOf("certificates.sh"), folder])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            })!;
            await script.StandardOutput.ReadToEndAsync();
            await script.WaitForExitAsync();
            Assert.Equal(0, script.ExitCode);
            Assert.Equal(
                ["ca.crt", "tls.crt", "tls.key"],
                Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            Assert.True(File.Exists(Path.Combine(folder + ".authority", "ca.key")));
            PetuumTlsOptions made = new()
            {
                Certificate = Path.Combine(folder, "tls.crt"),
                Key = Path.Combine(folder, "tls.key"),
                Authority = Path.Combine(folder, "ca.crt"),
                RequiredName = "petuum",
            };
            made.RequireUsable(serves: true);
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(".gitignore", "")]
    [InlineData(Folder + "Dockerfile.dockerignore", "**/")]
    public void PrivateKeys_AreNeitherCommitted_NorPutIntoImages(string file, string anywhere)
    {
        string[] patterns = [.. File.ReadAllLines(Repository.Path(file)).Select(line => line.TrimEnd('/'))];
        Assert.Contains(anywhere + "certificates", patterns);
        Assert.Contains(anywhere + "certificates.authority", patterns);
        Assert.Contains(anywhere + "*.key", patterns);
    }

    [Fact]
    public void ResultsOfAClient_OutliveItsContainer()
    {
        Assert.Contains("WORKDIR /work\n", File.ReadAllText(PathOf("Dockerfile")), StringComparison.Ordinal);
        YamlNode lab = Documents("compose.yaml")[0]["services"]["lab"];
        Assert.Contains(Each(lab["volumes"]), volume => $"{volume}" == $"./results:{ResultsOfLab}");
        YamlNode pod = Documents("kubernetes/lab.yaml")[0]["spec"]["containers"][0];
        Assert.Contains(Each(pod["volumeMounts"]), mount => $"{mount["mountPath"]}" == ResultsOfLab);
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Variables_AreThoseOfSettings(string file)
    {
        HashSet<string> known = [.. OptionTable.All.Select(setting => setting.Variable), .. Auxiliary];
        string[] unknown =
        [
            .. Documents(file).SelectMany(document => document.AllNodes)
                .OfType<YamlScalarNode>()
                .Select(node => node.Value ?? "")
                .Where(text => text.StartsWith("PETUUM_", StringComparison.Ordinal) && !known.Contains(text)),
        ];
        Assert.Empty(unknown);
    }

    [Theory]
    [InlineData("three-machines.md")]
    [InlineData("docker.md")]
    [InlineData("kubernetes.md")]
    public void Variables_OfHowToPages_AreThoseOfSettings(string page)
    {
        HashSet<string> known = [.. OptionTable.All.Select(setting => setting.Variable), .. Auxiliary, "PETUUM_DATA"];
        string text = File.ReadAllText(Repository.Path("experiments/howto/" + page));
        string[] named = [.. Variable().Matches(text).Select(match => match.Value)];
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(known));
    }

    [Theory]
    [InlineData("kubernetes/silo.yaml", "petuum-silo")]
    [InlineData("kubernetes/lab.yaml", "petuum-lab")]
    public void Pods_FindTheFilesThatTheirSettingsName(string file, string image)
    {
        YamlNode pod = Documents(file).Select(PodOf).Single(found => found is not null)!;
        YamlNode container = pod["containers"][0];
        Assert.Equal(image, $"{container["image"]}");
        string[] volumes = [.. Each(pod["volumes"]).Select(volume => $"{volume["name"]}")];
        Assert.All(Each(container["volumeMounts"]), mount => Assert.Contains($"{mount["name"]}", volumes));
        string[] folders = [.. Each(container["volumeMounts"]).Select(mount => $"{mount["mountPath"]}/")];
        foreach (YamlNode variable in Each(container["env"]))
        {
            if ($"{variable["name"]}".StartsWith("PETUUM_TLS_", StringComparison.Ordinal))
            {
                string path = $"{variable["value"]}";
                Assert.Contains(folders, folder => path.StartsWith(folder, StringComparison.Ordinal));
            }
        }
    }

    [GeneratedRegex("PETUUM_[A-Z_]+", RegexOptions.None, 1000)]
    private static partial Regex Variable();

    private static string PathOf(string file) => Repository.Path(Folder + file);

    private static List<YamlNode> Documents(string file)
    {
        YamlStream stream = [];
        using StreamReader text = File.OpenText(PathOf(file));
        stream.Load(text);
        return [.. stream.Documents.Select(document => document.RootNode)];
    }

    /// <summary>The pod that a document describes; null if it describes none.</summary>
    private static YamlNode? PodOf(YamlNode document) => $"{document["kind"]}" switch
    {
        "Pod" => document["spec"],
        "StatefulSet" => document["spec"]["template"]["spec"],
        _ => null,
    };

    private static IEnumerable<YamlNode> Each(YamlNode list) => ((YamlSequenceNode)list).Children;
}
