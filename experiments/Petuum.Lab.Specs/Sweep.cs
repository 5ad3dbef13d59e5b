namespace Petuum.Lab.Specs;

/// <summary>From a spec to its runs.</summary>
public static class Sweep
{
    /// <summary>
    /// The product of all swept values and seeds: axes in file order, the last one changing fastest, and for each
    /// combination one run for each seed.
    /// </summary>
    /// <param name="file">The spec.</param>
    /// <param name="seeds">Seeds instead of the spec's; null for the spec's.</param>
    public static IReadOnlyList<RunCase> Expand(SpecFile file, IReadOnlyList<ulong>? seeds = null)
    {
        List<RunCase> cases = [];
        foreach (Configuration configuration in file.Configurations)
        {
            foreach (ulong seed in seeds ?? file.Spec.Seeds)
            {
                RunSpec spec = configuration.Spec with { Seeds = [seed] };
                cases.Add(new RunCase(spec, seed, configuration.Swept) { Places = configuration.Places });
            }
        }

        return cases;
    }
}
