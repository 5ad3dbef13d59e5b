using System.Text;
using Petuum.Lab.Specs.Keys;
using Petuum.Lab.Specs.Reading;
using Petuum.Lab.Specs.Validation;
using YamlDotNet.RepresentationModel;

namespace Petuum.Lab.Specs;

/// <summary>
/// Reads specs. Whatever is wrong with one is a <see cref="SpecException"/> with its line, problem and remedy.
/// </summary>
public static class SpecReader
{
    /// <summary>Reads a spec file and checks every configuration of its sweep.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides"><c>key=value</c> each, as after <c>--set</c>: dotted keys, values in YAML. Setting a
    /// swept key ends its sweep.</param>
    /// <exception cref="SpecException">Anything that is wrong with it.</exception>
    public static SpecFile Load(string path, IReadOnlyList<string>? overrides = null)
    {
        try
        {
            return Parse(File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true)), path, overrides);
        }
        catch (DecoderFallbackException)
        {
            throw new SpecException(path, 0, "this is not text in UTF-8", "pass a YAML file, saved as UTF-8");
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SpecException(
                path, 0, "there is no such file", "check the path; examples are under experiments/specs/");
        }
        catch (Exception failure) when (
            failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SpecException(path, 0, "the file cannot be read", "check the path and the permissions");
        }
    }

    /// <summary>Reads a spec from its text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="path">What to call it in messages; relative paths in the spec start from its folder.</param>
    /// <param name="overrides">As for <see cref="Load"/>.</param>
    /// <exception cref="SpecException">Anything that is wrong with it.</exception>
    public static SpecFile Parse(string text, string path, IReadOnlyList<string>? overrides = null) =>
        Parse(text, path, [.. (overrides ?? []).Select(SpecOverride.OfSet)]);

    /// <summary>Reads a spec from its text and sets keys, each with a place of its own for messages.</summary>
    /// <exception cref="SpecException">Anything that is wrong with it.</exception>
    internal static SpecFile Parse(string text, string path, IReadOnlyList<SpecOverride> overrides) => Read(
        YamlSource.Parse(text, path) ?? throw new SpecException(
            path, 0, "the spec is empty", "write at least name, program, data, cluster, consistency, stop and seeds"),
        path,
        overrides);

    /// <summary>Reads a spec from its nodes and sets keys, each with a place of its own for messages.</summary>
    /// <exception cref="SpecException">Anything that is wrong with it, all at once where that can be found.</exception>
    internal static SpecFile Read(YamlNode spec, string path, IReadOnlyList<SpecOverride> overrides)
    {
        ReadContext context = new(path);
        SpecPlace start = new(path, (int)spec.Start.Line);
        SpecNode whole = new(spec, "", context, start);
        _ = whole.Entries().Count();
        YamlMappingNode root = Override((YamlMappingNode)spec, overrides, context);
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } directory ? directory : ".";
        return Expand(root, start, folder, context);
    }

    /// <summary>Reads a canonical spec without asking whether it can be run here: its files may be elsewhere.</summary>
    /// <exception cref="SpecException">Its keys or values are none that this build knows.</exception>
    internal static RunSpec ParseUnchecked(string text, string path)
    {
        YamlNode parsed = YamlSource.Parse(text, path)
            ?? throw new SpecException(path, 0, "the spec is empty", "pass the spec of a run");
        return SpecKeys.Run.Read(new SpecNode(parsed, "", new ReadContext(path), new SpecPlace(path, 0)));
    }

    private static SpecFile Expand(YamlMappingNode root, SpecPlace place, string folder, ReadContext context)
    {
        SpecNode whole = new(root, "", context, place);
        IReadOnlyList<AxisNodes> axes = whole.Find("sweep") is { } sweep ? SweepShape.ReadNodes(sweep) : [];
        RefuseCoveredOverrides(axes, whole, context);
        foreach (
            (string key, SpecNode _) in axes.SelectMany(axis => axis.Values).SelectMany(value => value.Assignments))
        {
            context.Swept.Add(key);
        }

        IReadOnlyList<Combination> combinations = Combination.Product(axes, whole);
        context.Collects = true;
        RunSpec spec = SpecKeys.Run.Read(Combination.Base(axes).Apply(whole));
        context.ThrowMistakes();
        context.Collects = false;
        context.DropUnused = true;
        whole = new SpecNode(SpecTree.Without(root, "sweep", context), "", context, place);
        List<Configuration> configurations = [];
        Dictionary<string, Combination> seen = new(StringComparer.Ordinal);
        foreach (Combination combination in combinations)
        {
            SpecNode node = combination.Apply(whole);
            RunSpec configured = SpecKeys.Run.Read(node) with { Question = "", Reproduces = null };
            Configuration configuration = new(configured, combination.Swept, new SpecPlaces(node));
            SpecValidators.Check(configuration, new RunFacts(folder));
            string canonical = Canonical.Write(configured);
            if (!seen.TryAdd(canonical, combination))
            {
                throw combination.Error(
                    $"the sweep has the same run twice: {seen[canonical].Describe()}, and {combination.Describe()}",
                    "sweep what has an effect in every combination, or list combinations under 'sweep: cases:'");
            }

            configurations.Add(configuration);
        }

        return new SpecFile(context.Path, folder, spec) { Configurations = configurations };
    }

    private static YamlMappingNode Override(
        YamlMappingNode root, IReadOnlyList<SpecOverride> overrides, ReadContext context)
    {
        foreach (SpecOverride setting in overrides)
        {
            SpecPlace place = new(setting.Place, 0);
            string key = setting.Key;
            YamlNode value = YamlSource.Parse(setting.Yaml, place.Path)
                ?? throw new SpecException(
                    place.Path, 0, "no value after '='", $"write a value, such as --set {key}=8");
            context.Put(value, place);
            context.Overrides.Add((key, place));
            root = SpecTree.With(SpecTree.WithoutAxis(root, key, context), key, value, place, context);
        }

        return root;
    }

    /// <summary>A sweep that overwrites what was set on the command line would ignore the user.</summary>
    private static void RefuseCoveredOverrides(IReadOnlyList<AxisNodes> axes, SpecNode whole, ReadContext context)
    {
        foreach ((string key, SpecPlace place) in context.Overrides)
        {
            foreach (AxisNodes axis in axes)
            {
                bool covers = axis.Values.Any(value => value.Assignments.Any(set =>
                    key == set.Key || key.StartsWith(set.Key + ".", StringComparison.Ordinal)));
                if (covers)
                {
                    SpecPlace swept = SpecTree.PlaceOf(whole, "sweep." + axis.Key);
                    throw new SpecException(
                        place.Path,
                        place.Line,
                        $"'{key}' is set by the sweep over '{axis.Key}' ({swept})",
                        $"narrow the sweep instead: --set sweep.{axis.Key}=...");
                }
            }
        }
    }
}
