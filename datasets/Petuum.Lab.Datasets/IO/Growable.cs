namespace Petuum.Lab.Datasets.IO;

/// <summary>An array that grows while it is filled.</summary>
internal sealed class Growable<T>
{
    private T[] _items = new T[64];

    public Growable(params ReadOnlySpan<T> first)
    {
        foreach (T item in first)
        {
            Add(item);
        }
    }

    public int Count { get; private set; }

    public ReadOnlySpan<T> Items => _items.AsSpan(0, Count);

    public void Add(T item)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, (int)Math.Min(Count * 2L, Math.Max(Array.MaxLength, Count + 1L)));
        }

        _items[Count++] = item;
    }

    public T[] ToArray() => _items.AsSpan(0, Count).ToArray();
}
