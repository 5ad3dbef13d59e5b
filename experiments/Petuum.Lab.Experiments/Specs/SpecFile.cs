namespace Petuum.Lab.Experiments.Specs;

/// <summary>A spec that was read and found valid, and the folder its relative paths start from.</summary>
/// <param name="Path">The file as the user named it.</param>
/// <param name="Folder">The folder that <c>data.file</c> and trace files are relative to.</param>
/// <param name="Spec">The spec; swept keys have their first values.</param>
public sealed record SpecFile(string Path, string Folder, RunSpec Spec);

/// <summary>One run: a spec without a sweep, its seed, and what sets it apart.</summary>
/// <param name="Spec">The spec with the swept values applied: its sweep is empty, its seeds are this one.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Swept">The swept values, in the order of the sweep, as columns and labels say them.</param>
public sealed record RunCase(RunSpec Spec, ulong Seed, SpecList<NamedText> Swept);
