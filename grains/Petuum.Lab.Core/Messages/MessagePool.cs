using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Messages;

/// <summary>Messages and batches for reuse.</summary>
public sealed class MessagePool
{
    private readonly Shelf<RowBatch> _batches;
    private readonly Shelf<ReadRequest> _requests;
    private readonly Shelf<RowsMessage> _rows;
    private readonly Shelf<Update> _updates;
    private readonly Shelf<PartialResults> _results;

    /// <summary>An empty pool.</summary>
    /// <param name="isShared">
    /// Machines of several threads draw from it; otherwise it is owned by one caller at a time, like they are.
    /// </param>
    public MessagePool(bool isShared = false)
    {
        _batches = new Shelf<RowBatch>(shelf => new RowBatch(shelf), isShared);
        _requests = new Shelf<ReadRequest>(shelf => new ReadRequest(shelf), isShared);
        _rows = new Shelf<RowsMessage>(shelf => new RowsMessage(shelf), isShared);
        _updates = new Shelf<Update>(shelf => new Update(shelf), isShared);
        _results = new Shelf<PartialResults>(shelf => new PartialResults(shelf), isShared);
    }

    /// <summary>Batches that somebody holds a reference to.</summary>
    public int BatchesInUse => _batches.InUse;

    /// <summary>Messages that were rented and not released; below 0 if one was released twice.</summary>
    public int MessagesInUse => _requests.InUse + _rows.InUse + _updates.InUse + _results.InUse;

    /// <summary>An empty batch, with one reference.</summary>
    public RowBatch RentBatch(TableId table, RowShape shape) => _batches.Rent().Open(table, shape);

    /// <summary>An empty read request.</summary>
    public ReadRequest RentReadRequest() => _requests.Rent();

    /// <summary>An empty rows message.</summary>
    public RowsMessage RentRows() => _rows.Rent();

    /// <summary>An empty update.</summary>
    public Update RentUpdate() => _updates.Rent();

    /// <summary>Empty partial results.</summary>
    public PartialResults RentResults() => _results.Rent();
}

/// <summary>Things of one kind for reuse; each knows its shelf and goes back there.</summary>
internal sealed class Shelf<T>(Func<Shelf<T>, T> make, bool isShared)
    where T : class
{
    private readonly Lock _gate = new();
    private readonly Stack<T> _spare = new();
    private int _made;

    /// <summary>Rented and not returned.</summary>
    public int InUse => _made - _spare.Count;

    /// <summary>A spare one, or a new one.</summary>
    public T Rent()
    {
        if (!isShared)
        {
            return Take();
        }

        lock (_gate)
        {
            return Take();
        }
    }

    /// <summary>Takes one back.</summary>
    public void Return(T item)
    {
        if (!isShared)
        {
            _spare.Push(item);
            return;
        }

        lock (_gate)
        {
            _spare.Push(item);
        }
    }

    private T Take()
    {
        if (_spare.TryPop(out T? item))
        {
            return item;
        }

        _made++;
        return make(this);
    }
}
