using Petuum.Lab.Core.Options;
using Petuum.Lab.Specs.Reading;

namespace Petuum.Lab.Specs;

/// <summary>A spec that was read and found valid, and the folder its relative paths start from.</summary>
/// <param name="Path">The file as the user named it.</param>
/// <param name="Folder">The folder that <c>data.file</c> and trace files are relative to.</param>
/// <param name="Spec">The spec; keys that every combination sets have their first values.</param>
public sealed record SpecFile(string Path, string Folder, RunSpec Spec)
{
    /// <summary>The configurations of the sweep, at least one, the last axis changing fastest.</summary>
    internal IReadOnlyList<Configuration> Configurations { get; init; } = [];
}

/// <summary>One run: a spec without a sweep, its seed, and what sets it apart.</summary>
/// <param name="Spec">
/// The spec with the swept values applied: its sweep is empty, its seeds are this one, and what is only said about runs
/// (question, claim) is left out, so that saying it otherwise runs nothing again.
/// </param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Swept">The swept values, in the order of the sweep, as columns and labels say them.</param>
public sealed record RunCase(RunSpec Spec, ulong Seed, ValueList<NamedText> Swept)
{
    /// <summary>Where its keys stand; null for a case that was not read from a file.</summary>
    internal SpecPlaces? Places { get; init; }

    /// <summary>A mistake that shows only when the run is put together, at the line of a key.</summary>
    /// <param name="key">The dotted key to blame: <c>cluster.workers</c>.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="remedy">What to do.</param>
    public SpecException Error(string key, string problem, string remedy)
    {
        SpecPlace place = Places?.Of(key) ?? new SpecPlace(Spec.Name, 0);
        return new SpecException(place.Path, place.Line, problem, remedy);
    }
}

/// <summary>One configuration of a sweep: what the runs of all seeds have in common.</summary>
internal sealed record Configuration(RunSpec Spec, ValueList<NamedText> Swept, SpecPlaces Places);

/// <summary>Where the keys of a spec stand.</summary>
internal sealed class SpecPlaces(SpecNode root)
{
    /// <summary>The place of a dotted key, or of the nearest section above it that is there.</summary>
    public SpecPlace Of(string key) => SpecTree.PlaceOf(root, key);
}
