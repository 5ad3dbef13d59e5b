namespace Petuum.Lab.Analysis.Charts;

/// <summary>What renders one kind of chart.</summary>
public interface IKindRenderer
{
    /// <summary>The record that it renders: a class derived from <see cref="Chart"/>.</summary>
    Type Kind { get; }
}

/// <summary>
/// Finds the renderer of a chart's kind. A renderer is a class with an empty constructor that implements
/// <typeparamref name="TRenderer"/>, in the assembly that declares that interface; to be there is to be known. So a
/// new kind of chart is its record, a class that renders it for reports, and a class that renders it for figures.
/// </summary>
/// <typeparam name="TRenderer">What all renderers of one output have in common.</typeparam>
public static class ChartKinds<TRenderer>
    where TRenderer : class, IKindRenderer
{
    private static readonly Dictionary<Type, TRenderer> Known = typeof(TRenderer).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: false, IsInterface: false } && type.IsAssignableTo(typeof(TRenderer)))
        .Select(type => (TRenderer)Activator.CreateInstance(type, nonPublic: true)!)
        .ToDictionary(renderer => renderer.Kind);

    /// <summary>The renderer of a chart.</summary>
    /// <exception cref="ArgumentException">There is none for this kind.</exception>
    public static TRenderer For(Chart chart) => Known.TryGetValue(chart.GetType(), out TRenderer? renderer)
        ? renderer
        : throw new ArgumentException(
            $"{typeof(TRenderer).Assembly.GetName().Name} has no {typeof(TRenderer).Name} for {chart.GetType().Name}; "
            + "add a class that implements it.",
            nameof(chart));
}
